package org.theorder.lifeboat.notifier.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;

/**
 * What is known about the protection of one cluster.
 *
 * @param protection the newest report; null before the first
 * @param copies what events told of the backups in each region; without those of which nothing was told
 * @param proof the newest restore or drill that passed its checks; null if none is known
 * @param failedRestoreAt when a restore or drill last did not pass; null if none is known
 */
public record ClusterEvidence(
        ClusterName cluster,
        @Nullable ProtectionReported protection,
        Map<RegionName, Copy> copies,
        @Nullable Proof proof,
        @Nullable Instant failedRestoreAt) {
    /**
     * The backups in one region.
     *
     * @param backup the newest that is complete there; null if none is known
     * @param verifiedAt when one was last read back there and was sound; null if that is not known
     * @param damagedAt when one was last read back there and was not; null if none is known
     */
    public record Copy(
            @Nullable Backup backup,
            @Nullable Instant verifiedAt,
            @Nullable Instant damagedAt) {
        private static final Copy UNKNOWN = new Copy(null, null, null);

        /** True if the newest reading back did not find it sound. */
        public boolean lastReadingFailed() {
            return damagedAt != null && (verifiedAt == null || verifiedAt.isBefore(damagedAt));
        }
    }

    /**
     * @param completedAt when its commit marker was written
     * @param sizeBytes size of the data directory; null if that was not told
     */
    public record Backup(
            BackupId id, Instant completedAt, @Nullable Long sizeBytes) {}

    /**
     * @param completedAt when the restored server had passed its checks
     * @param took from the request to the verified server
     */
    public record Proof(Instant completedAt, Duration took) {}

    public static ClusterEvidence none(ClusterName cluster) {
        return new ClusterEvidence(cluster, null, Map.of(), null, null);
    }

    /** Up to when every commit is durable in this region; null if that is not known. */
    public @Nullable Instant safeThrough(RegionName region) {
        return reported(region).map(ProtectionReported.Region::safeThrough).orElse(null);
    }

    private Optional<ProtectionReported.Region> reported(RegionName region) {
        return protection == null
                ? Optional.empty()
                : protection.regions().stream()
                        .filter(copy -> copy.region().equals(region))
                        .findFirst();
    }

    /**
     * The newest backup that is complete in this region; null if there is none, as far as is known. A report that is newer
     * than the news of a backup knows better: that one may have expired.
     */
    public @Nullable Backup newestBackup(RegionName region) {
        Backup told = copy(region).backup();
        ProtectionReported.Region copy = reported(region).orElse(null);
        Instant reportedAt = reportedAt();
        if (copy == null
                || reportedAt == null
                || (told != null && told.completedAt().isAfter(reportedAt))) {
            return told;
        }
        if (copy.newestBackup() == null || copy.newestBackupAt() == null) {
            return null;
        }
        boolean same = told != null && told.id().equals(copy.newestBackup());
        return same ? told : new Backup(copy.newestBackup(), copy.newestBackupAt(), null);
    }

    /** What events told of the backups in this region. */
    public Copy copy(RegionName region) {
        return copies.getOrDefault(region, Copy.UNKNOWN);
    }

    /** True if the newest attempt to restore did not pass. */
    public boolean lastRestoreFailed() {
        return failedRestoreAt != null && (proof == null || proof.completedAt().isBefore(failedRestoreAt));
    }

    /** When the newest report was made; null before the first. */
    public @Nullable Instant reportedAt() {
        return protection == null ? null : protection.at();
    }
}
