package org.theorder.lifeboat.restore.run;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;

/** Tells others how far one restore is: when a phase begins, and every half minute of a long one. */
final class ProgressTeller {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressTeller.class);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Database database;
    private final OutcomeEvents events;
    private final Restore restore;
    private final Progress progress;
    private final Clock clock;
    private RestorePhase told = RestorePhase.WAITING;
    private long toldAt;

    ProgressTeller(Database database, OutcomeEvents events, Restore restore, Progress progress, Clock clock) {
        this.database = database;
        this.events = events;
        this.restore = restore;
        this.progress = progress;
        this.clock = clock;
    }

    /** Called again and again while the restore runs. What cannot be told now is told later, or never: it costs nothing. */
    void look() {
        Progress.Snapshot now = progress.snapshot();
        boolean running = now.phase() != RestorePhase.WAITING && now.phase() != RestorePhase.ENDED;
        if (!running || (now.phase() == told && System.nanoTime() - toldAt < AGAIN.toNanos())) {
            return;
        }
        try {
            database.doInTransaction(tx -> events.progressed(tx, restore, now, clock.instant()));
            told = now.phase();
            toldAt = System.nanoTime();
        } catch (LifeboatException e) {
            LOG.debug(
                    "Progress is not told restoreId={} reason={}",
                    restore.request().restoreId(),
                    e.explanation());
        }
    }
}
