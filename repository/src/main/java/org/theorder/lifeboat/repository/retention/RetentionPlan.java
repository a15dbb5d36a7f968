package org.theorder.lifeboat.repository.retention;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code retention/<at>-plan.json}: what stays and what goes of a cluster in one region, with the reasons; written before
 * anything is deleted.
 *
 * @param countedAt the moment at which ages are measured: not later than a day behind the newest restorable backup, so
 *     that nothing goes while no new backups come
 * @param backups listed ones, oldest first
 * @param leftovers objects below names of backups that are not listed
 * @param wal in runs that share one fate
 * @param bytesKept stored bytes that stay
 * @param bytesToDelete stored bytes that go
 * @param notes what people should know: unreadable markers, broken chains
 */
public record RetentionPlan(
        int format,
        ClusterName cluster,
        SystemIdentifier systemIdentifier,
        RegionName region,
        Instant at,
        Instant countedAt,
        List<BackupDecision> backups,
        List<BackupDecision> leftovers,
        List<WalDecision> wal,
        long bytesKept,
        long bytesToDelete,
        List<String> notes) {
    public RetentionPlan {
        RegionDescription.checkFormat(format, "a retention plan");
        requireNonNull(at, "at");
        backups = List.copyOf(backups);
        leftovers = List.copyOf(leftovers);
        wal = List.copyOf(wal);
        notes = List.copyOf(notes);
    }

    /** Listed backups that go, newest first, so that no child is ever without its parent. */
    @JsonIgnore
    public List<BackupDecision> backupsToDelete() {
        return backups.stream().filter(each -> !each.keep()).toList().reversed();
    }

    /** Whether there is anything to delete. */
    @JsonIgnore
    public boolean isIdle() {
        return Stream.concat(backups.stream(), leftovers.stream()).allMatch(BackupDecision::keep)
                && wal.stream().allMatch(WalDecision::keep);
    }
}
