package org.theorder.lifeboat.notifier.evidence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;

/**
 * What is known about the protection of one cluster.
 *
 * @param protection the newest report; null before the first
 * @param backup the newest complete backup; null if none is known
 * @param proof the newest restore or drill that passed its checks; null if none is known
 * @param failedRestoreAt when a restore or drill last did not pass; null if none is known
 */
public record ClusterEvidence(
        ClusterName cluster,
        @Nullable ProtectionReported protection,
        @Nullable Backup backup,
        @Nullable Proof proof,
        @Nullable Instant failedRestoreAt) {
    /**
     * @param completedAt when its commit marker was written
     * @param sizeBytes size of the data directory
     */
    public record Backup(Instant completedAt, long sizeBytes) {}

    /**
     * @param completedAt when the restored server had passed its checks
     * @param took from the request to the verified server
     */
    public record Proof(Instant completedAt, Duration took) {}

    public static ClusterEvidence none(ClusterName cluster) {
        return new ClusterEvidence(cluster, null, null, null, null);
    }

    /** Up to when every commit is durable in this region; null if that is not known. */
    public @Nullable Instant safeThrough(RegionName region) {
        return copy(region).map(ProtectionReported.Region::safeThrough).orElse(null);
    }

    private Optional<ProtectionReported.Region> copy(RegionName region) {
        return protection == null
                ? Optional.empty()
                : protection.regions().stream()
                        .filter(copy -> copy.region().equals(region))
                        .findFirst();
    }

    /** When the newest backup that is complete in this region was; null if there is none, as far as is known. */
    public @Nullable Instant newestBackupAt(RegionName region) {
        if (backup != null) {
            return backup.completedAt();
        }
        return copy(region).map(ProtectionReported.Region::newestBackupAt).orElse(null);
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
