package org.theorder.lifeboat.repository.retention;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code retention/<at>-done.json}: what became of a plan.
 *
 * @param plan name of the plan, below {@code retention/}
 * @param backups listed backups that are gone
 * @param leftovers backups of which leftovers are gone
 * @param walObjects WAL objects that are gone
 * @param bytes stored bytes that are gone
 * @param refused what stayed although the plan said otherwise; a locked object is expected
 */
public record RetentionOutcome(
        int format,
        RegionName region,
        String plan,
        Instant startedAt,
        Instant finishedAt,
        List<BackupId> backups,
        List<BackupId> leftovers,
        long walObjects,
        long bytes,
        List<Refused> refused) {
    /**
     * @param object its key, or the backup
     * @param reason for people
     */
    public record Refused(String object, String reason) {}

    public RetentionOutcome {
        RegionDescription.checkFormat(format, "the outcome of retention");
        requireNonNull(region, "region");
        requireNonNull(plan, "plan");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(finishedAt, "finishedAt");
        backups = List.copyOf(backups);
        leftovers = List.copyOf(leftovers);
        refused = List.copyOf(refused);
    }
}
