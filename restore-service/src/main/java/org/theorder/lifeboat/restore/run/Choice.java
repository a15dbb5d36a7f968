package org.theorder.lifeboat.restore.run;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.repository.records.LeasedBackup;
import org.theorder.lifeboat.restore.point.RestorePlan;

/** The way to the target that was chosen, while retention leaves its backup and WAL alone. */
record Choice(RestorePlan plan, LeasedBackup lease) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Choice.class);

    /** A restore that dies keeps its backup from retention for so long. */
    private static final Duration LEASE = Duration.ofHours(2);

    /** What retention is deleting is soon listed no more; then another backup is chosen. */
    private static final int ATTEMPTS = 10;

    private static final Duration PAUSE = Duration.ofMillis(500);

    /**
     * Chooses, and leases what was chosen. A region that cannot be told does not stop the restore. Writes nothing else.
     *
     * @param made a choice for this request that somebody has just made
     * @throws LifeboatException what is impossible, with what is possible; SERVER_UNSUITABLE if the programs here are of
     *     another major version; BUSY if retention is deleting whatever is chosen
     */
    static Choice of(Restorer restorer, RestoreRequested request, Optional<RestorePlan> made)
            throws InterruptedException {
        Optional<RestorePlan> known = made;
        for (int attempt = 1; true; attempt++) {
            RestorePlan plan = known.orElseGet(() -> chosen(restorer, request));
            known = Optional.empty();
            restorer.installations()
                    .require(
                            plan.backup().serverVersion() / 10_000,
                            "backup " + plan.backup().backup());
            log(request, plan);
            try {
                return new Choice(plan, leased(restorer, request, plan));
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.BUSY || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.info("Chosen again restoreId={} reason={}", request.restoreId(), e.explanation());
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private static RestorePlan chosen(Restorer restorer, RestoreRequested request) {
        TargetTimeline timeline = request.timeline() == null ? new TargetTimeline.Latest() : request.timeline();
        return restorer.chooser()
                .choose(request.cluster(), request.target(), timeline, Optional.ofNullable(request.region()));
    }

    private static void log(RestoreRequested request, RestorePlan plan) {
        LOG.info(
                "Restoring cluster={} restoreId={} backupId={} chain={} region={} timeline={} from={} to={} notes={}",
                request.cluster(),
                request.restoreId(),
                plan.backup().backup(),
                plan.chain(),
                plan.region(),
                plan.timeline(),
                plan.start(),
                plan.end(),
                plan.notes());
    }

    private static LeasedBackup leased(Restorer restorer, RestoreRequested request, RestorePlan plan) {
        return LeasedBackup.take(
                plan.reader().regions(),
                plan.backup().keys(),
                plan.backup().backup(),
                "restore-" + request.restoreId(),
                "restore " + request.restoreId(),
                LEASE,
                restorer.clock());
    }

    @Override
    public void close() {
        lease.close();
    }
}
