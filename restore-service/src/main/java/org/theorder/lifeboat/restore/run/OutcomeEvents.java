package org.theorder.lifeboat.restore.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Tells an outcome, one event each: {@code restore-completed} or {@code restore-failed}, for a drill {@code drill-completed}
 * (passed or not); a drill that was refused before a backup was chosen, or whose pod could not tell, has none to speak of, and
 * is {@code restore-failed}, as is what was cancelled.
 */
@ApplicationScoped
class OutcomeEvents {
    /** What people count; the last is left out where the server is not started. */
    private static final List<RestorePhase> STEPS = List.of(
            RestorePhase.CHOOSING,
            RestorePhase.COPYING,
            RestorePhase.REPLAYING,
            RestorePhase.VERIFYING,
            RestorePhase.STARTING);

    private final Outbox outbox;

    OutcomeEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    void publish(Transaction tx, Restore restore, RestoreOutcome outcome) {
        RestoreRequested request = restore.request();
        boolean drill = request.mode() == RestoreMode.DRILL;
        switch (outcome) {
            case RestoreOutcome.Restored restored when drill -> passed(tx, restore, restored);
            case RestoreOutcome.Restored restored -> completed(tx, restore, restored);
            case RestoreOutcome.Failed failed when drill && failed.backup() != null -> failedDrill(tx, request, failed);
            case RestoreOutcome.Failed failed ->
                failed(tx, request, failed.code(), failed.message(), failed, failed.checks());
            case RestoreOutcome.Refused refused ->
                failed(tx, request, refused.code(), refused.message(), refused, List.of());
            case RestoreOutcome.Cancelled cancelled ->
                failed(tx, request, ErrorCode.CANCELLED, "cancelled by " + cancelled.by(), cancelled, List.of());
        }
    }

    /** How far it is: {@code restore-progressed}. */
    void progressed(Transaction tx, Restore restore, Progress.Snapshot now, Instant at) {
        RestoreRequested request = restore.request();
        int step = STEPS.indexOf(now.phase()) + 1;
        int last = request.place().port() == null ? STEPS.size() - 1 : STEPS.size();
        outbox.publish(
                tx,
                Topics.RESTORE_PROGRESSED,
                request.cluster().value(),
                new RestoreProgressed(
                        request.restoreId(),
                        request.cluster(),
                        request.mode(),
                        request.incident(),
                        now.phase().name().toLowerCase(Locale.ROOT),
                        step,
                        Math.max(step, last),
                        now.percent(),
                        restore.requestedAt(),
                        at));
    }

    private void completed(Transaction tx, Restore restore, RestoreOutcome.Restored restored) {
        RestoreRequested request = restore.request();
        outbox.publish(
                tx,
                Topics.RESTORE_COMPLETED,
                request.cluster().value(),
                new RestoreCompleted(
                        request.restoreId(),
                        request.cluster(),
                        request.mode(),
                        request.incident(),
                        restored.region(),
                        restored.backup(),
                        restored.recoveredTo(),
                        restored.lastCommitAt(),
                        restored.timeline(),
                        restored.restoredBytes(),
                        restored.walBytes(),
                        restore.requestedAt(),
                        restored.endedAt(),
                        restored.restoreTime(),
                        restored.checks(),
                        restored.chain(),
                        restored.notProven(),
                        restored.notes()));
    }

    private void failed(
            Transaction tx,
            RestoreRequested request,
            ErrorCode code,
            String message,
            RestoreOutcome outcome,
            List<Check> checks) {
        outbox.publish(
                tx,
                Topics.RESTORE_FAILED,
                request.cluster().value(),
                new RestoreFailed(
                        request.restoreId(),
                        request.cluster(),
                        request.mode(),
                        request.incident(),
                        code,
                        message,
                        outcome.endedAt(),
                        checks));
    }

    private void passed(Transaction tx, Restore restore, RestoreOutcome.Restored restored) {
        RestoreRequested request = restore.request();
        Instant newest = restored.lastCommitAt();
        Instant asked = targetTime(request);
        Instant upTo = asked == null ? restored.endedAt().minus(restored.restoreTime()) : asked;
        drill(
                tx,
                new DrillCompleted(
                        request.restoreId(),
                        request.cluster(),
                        restored.region(),
                        restored.backup(),
                        true,
                        restored.endedAt(),
                        restored.restoreTime(),
                        restored.checks(),
                        restored.chain(),
                        newest,
                        newest == null ? null : Duration.between(newest, upTo),
                        restored.notProven(),
                        asked,
                        restored.notes()));
    }

    private static @Nullable Instant targetTime(RestoreRequested request) {
        return request.target() instanceof RecoveryTarget.AtTime at ? at.time() : null;
    }

    private void failedDrill(Transaction tx, RestoreRequested request, RestoreOutcome.Failed failed) {
        List<Check> checks = new ArrayList<>(failed.checks());
        checks.add(new Check("restore", false, failed.code().slug() + ": " + failed.message()));
        drill(
                tx,
                new DrillCompleted(
                        request.restoreId(),
                        request.cluster(),
                        Objects.requireNonNull(failed.region(), "a backup has one"),
                        Objects.requireNonNull(failed.backup()),
                        false,
                        failed.endedAt(),
                        failed.restoreTime(),
                        checks,
                        failed.chain(),
                        null,
                        null,
                        null,
                        targetTime(request),
                        null));
    }

    private void drill(Transaction tx, DrillCompleted drill) {
        outbox.publish(tx, Topics.DRILL_COMPLETED, drill.cluster().value(), drill);
    }
}
