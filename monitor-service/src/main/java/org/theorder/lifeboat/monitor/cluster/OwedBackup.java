package org.theorder.lifeboat.monitor.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Due;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * A kind of backup that a schedule wants of a cluster. A moment at which one is due is met by a backup that is complete then or
 * later, whenever it began: backup-service begins none beside one that runs.
 *
 * @param newest the newest that counts: a full one is an incremental, too
 * @param missedSince the first moment that was not met since; null if the newest came in time
 */
record OwedBackup(
        Latest<ProtectionReported> report,
        BackupKind kind,
        Optional<BackupCompleted> newest,
        @Nullable Instant missedSince) {
    /**
     * What is owed now. What was due next when backup-service was last heard is due although it is silent now.
     *
     * @param backups of this cluster
     * @param before what was found to be missed before; null if nothing was
     */
    static OwedBackup of(
            Latest<ProtectionReported> report,
            Due due,
            List<BackupCompleted> backups,
            @Nullable Instant before,
            Instant now) {
        Optional<BackupCompleted> newest = backups.stream()
                .filter(backup -> backup.kind() == due.kind() || backup.kind() == BackupKind.FULL)
                .max(Comparator.comparing(BackupCompleted::completedAt));
        @Nullable Instant wanted = due.next() != null && !due.next().isAfter(now) ? due.next() : due.latest();
        boolean came =
                newest.filter(backup -> wanted == null || meets(backup, wanted)).isPresent();
        return new OwedBackup(
                report, due.kind(), newest, came ? null : missedSince(report.firstAt(), newest, wanted, before));
    }

    private static Instant missedSince(
            Instant known, Optional<BackupCompleted> newest, @Nullable Instant wanted, @Nullable Instant before) {
        // a cluster that is new was not known when its first backup was due
        Instant last = wanted == null || (newest.isEmpty() && wanted.isBefore(known)) ? known : wanted;
        if (before == null || !before.isBefore(last)) {
            return last;
        }
        boolean met = newest.map(backup -> meets(backup, before)).orElse(before.isBefore(known));
        return met ? last : before;
    }

    private static boolean meets(BackupCompleted backup, Instant due) {
        return !backup.completedAt().isBefore(due);
    }

    ClusterName cluster() {
        return report.event().cluster();
    }

    /** Whether it was missed together with a full one: an incremental one is not begun beside it. */
    boolean waitsFor(OwedBackup full) {
        return missedSince != null
                && full.missedSince != null
                && kind == BackupKind.INCREMENTAL
                && full.kind == BackupKind.FULL
                && full.cluster().equals(cluster())
                && !full.missedSince.isAfter(missedSince);
    }

    /** For how long it is due. */
    Reading.Measured reading(Instant now) {
        Duration late = missedSince == null ? Duration.ZERO : Duration.between(missedSince, now);
        String last = newest.map(
                        backup -> backup.backupId() + ", complete at " + Wording.time(backup.completedAt(), now))
                .orElse("none known");
        return new Reading.Measured(
                Math.max(0, late.toMillis()) / 1000.0,
                missedSince == null ? "newest: " + last : "due for " + Wording.duration(late) + ", newest: " + last,
                "The " + kind.wireName() + " backup of " + cluster() + " is overdue",
                List.of(
                        new Fact("due at", missedSince == null ? "not yet" : Wording.time(missedSince, now)),
                        new Fact("newest " + kind.wireName() + " backup", last),
                        new Fact("backup-service", "last heard at " + Wording.time(report.receivedAt(), now))));
    }
}
