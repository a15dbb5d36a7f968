package org.theorder.lifeboat.restore.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Tells an outcome, one event each: {@code restore-completed} or {@code restore-failed}, for a drill {@code drill-completed}
 * (passed or not); a drill that was refused before a backup was chosen has none to speak of, and is {@code restore-failed}.
 */
@ApplicationScoped
class OutcomeEvents {
    private final Outbox outbox;

    OutcomeEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    void publish(Transaction tx, Restore restore, RestoreOutcome outcome) {
        RestoreRequested request = restore.request();
        boolean drill = request.mode() == RestoreMode.DRILL;
        switch (outcome) {
            case RestoreOutcome.Restored restored
            when drill ->
                drill(
                        tx,
                        request,
                        restored.region(),
                        restored.backup(),
                        true,
                        restored,
                        restored.restoreTime(),
                        restored.checks(),
                        restored.chain());
            case RestoreOutcome.Restored restored -> completed(tx, restore, restored);
            case RestoreOutcome.Failed failed
            when drill -> {
                List<Check> checks = new ArrayList<>(failed.checks());
                checks.add(new Check("restore", false, failed.code().slug() + ": " + failed.message()));
                drill(
                        tx,
                        request,
                        failed.region(),
                        failed.backup(),
                        false,
                        failed,
                        failed.restoreTime(),
                        checks,
                        failed.chain());
            }
            case RestoreOutcome.Failed failed ->
                failed(tx, request, failed.code(), failed.message(), failed, failed.checks());
            case RestoreOutcome.Refused refused ->
                failed(tx, request, refused.code(), refused.message(), refused, List.of());
        }
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
                        restored.chain()));
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

    private void drill(
            Transaction tx,
            RestoreRequested request,
            RegionName region,
            BackupId backup,
            boolean passed,
            RestoreOutcome outcome,
            Duration restoreTime,
            List<Check> checks,
            @Nullable List<BackupId> chain) {
        outbox.publish(
                tx,
                Topics.DRILL_COMPLETED,
                request.cluster().value(),
                new DrillCompleted(
                        request.restoreId(),
                        request.cluster(),
                        region,
                        backup,
                        passed,
                        outcome.endedAt(),
                        restoreTime,
                        checks,
                        chain));
    }
}
