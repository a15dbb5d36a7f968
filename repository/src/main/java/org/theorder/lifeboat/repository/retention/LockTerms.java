package org.theorder.lifeboat.repository.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;

/**
 * Until when the store keeps what is written. Each term ends with a day (UTC), so that what belongs together has one lock,
 * and the children of one day extend the locks of their chain once.
 *
 * @param fulls how long full backups are kept
 * @param incrementals how long incremental ones are
 */
public record LockTerms(Duration fulls, Duration incrementals) {
    /** A slice is of use until its segment is full; {@link ChainLocks} extends the locks of those that stay. */
    private static final Duration SLICE = Duration.ofDays(1);

    public static LockTerms of(RetentionRules rules) {
        return new LockTerms(rules.fulls(), rules.incrementals());
    }

    /** The term of a backup for its own sake. */
    Instant ofBackup(BackupKind kind, Instant completedAt) {
        return endOfDay(completedAt.plus(kind == BackupKind.FULL ? fulls : incrementals));
    }

    /** As long as any backup that began before the WAL was put. */
    private Instant ofWal(Instant putAt) {
        return endOfDay(putAt.plus(fulls.compareTo(incrementals) > 0 ? fulls : incrementals));
    }

    /** Long enough that nobody takes the last seconds away, whatever the settings are. */
    static Instant ofSlice(Instant putAt) {
        return endOfDay(putAt.plus(SLICE));
    }

    private static Instant endOfDay(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        return day.equals(time) ? day : day.plus(1, ChronoUnit.DAYS);
    }

    /**
     * The lock that an object gets when it is put. A backup's objects all get the same one, whenever they are put.
     *
     * @return empty for what is neither of a backup nor WAL, and for what is older than its term
     */
    Optional<Instant> atPut(String key, Instant now) {
        String[] steps = key.split("/", -1);
        if (steps.length < 5 || !key.startsWith(ClusterKeys.CLUSTERS)) {
            return Optional.empty();
        }
        Optional<Instant> until = switch (steps[3]) {
            case "backups" -> BackupRecords.backup(steps[4]).map(this::atStart);
            case "wal" -> Optional.of(steps.length > 6 ? ofSlice(now) : ofWal(now));
            default -> Optional.empty();
        };
        return until.filter(now::isBefore);
    }

    private Instant atStart(BackupId backup) {
        return ofBackup(
                backup.value().endsWith("-full") ? BackupKind.FULL : BackupKind.INCREMENTAL,
                BackupIds.startedAt(backup));
    }
}
