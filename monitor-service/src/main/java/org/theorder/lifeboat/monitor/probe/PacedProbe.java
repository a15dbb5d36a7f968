package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/**
 * A probe whose look is too costly for every round: in between it tells what it saw last, so that the check counts as
 * evaluated. What could not be seen is looked at again at once.
 */
public final class PacedProbe implements Probe {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Probe behind;
    private final LongSupplier nanos;
    private List<Observation> last = List.of();
    private long lookedAt;
    private boolean settled;

    /**
     * Looks as seldom as the probe behind it wants to.
     *
     * @param nanos a monotonic clock
     */
    public PacedProbe(Probe behind, LongSupplier nanos) {
        this.behind = behind;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return behind.name();
    }

    @Override
    public List<Subject> subjects() {
        return behind.subjects();
    }

    @Override
    public boolean finds(SubjectKey check) {
        return behind.finds(check);
    }

    @Override
    public void forget(SubjectKey check) {
        behind.forget(check);
    }

    @Override
    public void recall(Collection<Subject> checks) {
        behind.recall(checks);
    }

    @Override
    public Duration interval() {
        return behind.interval().compareTo(INTERVAL) < 0 ? behind.interval() : INTERVAL;
    }

    @Override
    public Duration timeout() {
        return behind.timeout();
    }

    @Override
    public synchronized List<Observation> look() {
        if (!settled || nanos.getAsLong() - lookedAt >= behind.interval().toNanos()) {
            settled = false;
            lookedAt = nanos.getAsLong();
            last = behind.look();
            settled = last.stream().noneMatch(observation -> observation.reading() instanceof Reading.Unknown);
        }
        return last;
    }

    @Override
    public List<Observation> late() {
        return behind.late();
    }

    @Override
    public List<Observation> unseen(String reason) {
        return behind.unseen(reason);
    }
}
