package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/** What the other services say about work, written down for the page. */
@ApplicationScoped
class News {
    private final WorkStore store;
    private final BackupsTaken backups;

    News(WorkStore store, BackupsTaken backups) {
        this.store = store;
        this.backups = backups;
    }

    void progressed(Transaction tx, RestoreProgressed restore) {
        store.progressed(tx, restore);
    }

    void completed(Transaction tx, RestoreCompleted restore) {
        backups.proven(
                tx,
                restore.cluster(),
                Objects.requireNonNullElse(restore.chain(), List.of(restore.backupId())),
                restore.completedAt());
        if (restore.mode() == RestoreMode.LIVE) {
            String message = "restored from region " + restore.region() + " in "
                    + Wording.duration(restore.restoreTime()) + " and verified";
            store.ended(tx, restore.restoreId().value(), new Work.State.Ended(restore.completedAt(), true, message));
        }
    }

    void failed(Transaction tx, RestoreFailed restore) {
        store.ended(
                tx,
                restore.restoreId().value(),
                new Work.State.Ended(restore.failedAt(), false, Wording.line(restore.message())));
    }

    void drilled(Transaction tx, DrillCompleted drill) {
        if (drill.passed()) {
            backups.proven(
                    tx,
                    drill.cluster(),
                    Objects.requireNonNullElse(drill.chain(), List.of(drill.backupId())),
                    drill.completedAt());
        }
        String message = (drill.passed() ? "passed" : "did not pass") + " in " + Wording.duration(drill.restoreTime());
        store.ended(tx, drill.restoreId().value(), new Work.State.Ended(drill.completedAt(), drill.passed(), message));
    }

    void taken(Transaction tx, BackupCompleted backup) {
        backups.taken(tx, backup);
        BackupKind asked = Objects.requireNonNullElse(backup.requestedKind(), backup.kind());
        String message =
                "backup " + backup.backupId() + " is complete, stored as " + Wording.bytes(backup.storedBytes());
        store.ended(
                tx,
                backup.cluster(),
                asked,
                backup.startedAt(),
                new Work.State.Ended(backup.completedAt(), true, message));
    }

    void notTaken(Transaction tx, BackupFailed backup) {
        store.ended(
                tx,
                backup.cluster(),
                Objects.requireNonNullElse(backup.requestedKind(), backup.kind()),
                backup.startedAt(),
                new Work.State.Ended(backup.failedAt(), false, Wording.line(backup.message())));
    }
}
