package org.theorder.lifeboat.monitor.store;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.probe.Look;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.repository.storage.LockProbe;
import org.theorder.lifeboat.repository.storage.Storage;

/** The WORM canary: a locked object is put, and then really tried to be deleted and overwritten. */
final class LockLook implements Look {
    private final RegionName name;
    private final String where;
    private final Supplier<Storage> storage;
    private final Duration lockFor;
    private final Clock clock;

    /**
     * Tries it anew at every look.
     *
     * @param where it lies, for people
     * @param lockFor how long a canary stays
     */
    LockLook(RegionName name, String where, Supplier<Storage> storage, Duration lockFor, Clock clock) {
        this.name = name;
        this.where = where;
        this.storage = storage;
        this.lockFor = lockFor;
        this.clock = clock;
    }

    @Override
    public Reading read() {
        try {
            return switch (new LockProbe(clock).run(storage.get(), lockFor)) {
                case LockProbe.Outcome.Held _ -> new Reading.Good("a locked object could not be deleted");
                case LockProbe.Outcome.Broken(String how) ->
                    new Reading.Bad(
                            how,
                            "The object lock of " + name + " does not hold",
                            List.of(new Fact("lock", Wording.line(how)), new Fact("store", where)));
                case LockProbe.Outcome.Unknown(LifeboatException reason) -> new Reading.Unknown(reason.explanation());
            };
        } catch (LifeboatException e) {
            return new Reading.Unknown(e.explanation());
        }
    }

    @Override
    public Reading late(Duration timeout) {
        return new Reading.Unknown("the store did not answer within " + Wording.duration(timeout));
    }
}
