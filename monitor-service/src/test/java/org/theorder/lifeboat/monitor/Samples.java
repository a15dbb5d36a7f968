package org.theorder.lifeboat.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupVerified;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;

/** Events as the other services send them. */
public final class Samples {
    public static final BackupId BACKUP = new BackupId("20261122T120000123Z-full");
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName DR = new RegionName("dr");

    private Samples() {}

    public static BackupCompleted backup(String cluster, Instant completedAt) {
        return backup(cluster, BACKUP, 180006, completedAt);
    }

    public static BackupCompleted backup(String cluster, BackupId id, int serverVersion, Instant completedAt) {
        return new BackupCompleted(
                id,
                new ClusterName(cluster),
                BackupKind.FULL,
                null,
                "7412345678901234567",
                serverVersion,
                1,
                Lsn.parse("0/2000028"),
                Lsn.parse("0/2000120"),
                completedAt.minusSeconds(14),
                completedAt,
                368_259_891,
                91_226_112,
                1_012,
                List.of(PRIMARY, DR),
                List.of(),
                BackupKind.FULL,
                null,
                null,
                null,
                14_000L,
                "zstd");
    }

    public static BackupFailed failure(String cluster, Instant failedAt) {
        return new BackupFailed(
                null,
                new ClusterName(cluster),
                BackupKind.FULL,
                ErrorCode.STORE_UNREACHABLE,
                "region dr cannot be written: no space left on device; free some or extend it",
                failedAt.minusSeconds(3),
                failedAt,
                BackupKind.FULL,
                null,
                null,
                3_000L);
    }

    /** Both regions, safe through the same moment; durable up to {@code durable} of {@code written}. */
    public static ProtectionReported protection(
            String cluster, Instant at, Instant safeThrough, String written, String durable) {
        return new ProtectionReported(
                new ClusterName(cluster),
                at,
                Lsn.parse(written),
                true,
                null,
                List.of(region(PRIMARY, safeThrough, durable), region(DR, safeThrough, durable)));
    }

    /** Streaming and up to date, with these faults. */
    public static ProtectionReported faulty(String cluster, Instant at, ProtectionReported.Fault... faults) {
        ProtectionReported well = protection(cluster, at, at, "0/5000000", "0/5000000");
        return new ProtectionReported(
                well.cluster(),
                at,
                well.primaryLsn(),
                true,
                null,
                well.regions(),
                faults.length == 0 ? null : faults[0].reason(),
                9L << 30,
                "extended",
                null,
                List.of(faults),
                null);
    }

    private static ProtectionReported.Region region(RegionName name, Instant safeThrough, String durable) {
        return new ProtectionReported.Region(
                name, Lsn.parse(durable), safeThrough, BACKUP, safeThrough.minusSeconds(600), null);
    }

    public static RestoreCompleted restore(String cluster, IncidentId incident, Instant completedAt) {
        return restore(cluster, new RestoreId("restore-a"), incident, completedAt);
    }

    public static RestoreCompleted restore(
            String cluster, RestoreId id, @Nullable IncidentId incident, Instant completedAt) {
        return new RestoreCompleted(
                id,
                new ClusterName(cluster),
                RestoreMode.LIVE,
                incident,
                DR,
                BACKUP,
                Lsn.parse("0/3A00F60"),
                completedAt.minusSeconds(30),
                2,
                368_259_891,
                4_194_304,
                completedAt.minusSeconds(12),
                completedAt,
                Duration.ofSeconds(12),
                List.of(
                        new Check("page-checksums", true, "45210 pages, 0 bad"),
                        new Check("newest-order", true, "no. 4711 at 12:03:38 UTC")),
                List.of(BACKUP),
                null,
                List.of("WAL is missing behind 0/3A00F60"));
    }

    public static DrillCompleted drill(String cluster, boolean passed, Instant completedAt) {
        return drill(cluster, BACKUP, passed, completedAt);
    }

    public static DrillCompleted drill(String cluster, BackupId backup, boolean passed, Instant completedAt) {
        return new DrillCompleted(
                new RestoreId("restore-a"),
                new ClusterName(cluster),
                DR,
                backup,
                passed,
                completedAt,
                Duration.ofMinutes(3),
                List.of(),
                null,
                null,
                null,
                null);
    }

    /** Read back in the other region: whether it passed, and which backups are damaged there. */
    public static BackupVerified verified(
            String cluster, BackupId backup, Instant finishedAt, boolean passed, List<BackupId> damaged) {
        return new BackupVerified(
                new ClusterName(cluster),
                DR,
                backup,
                passed,
                null,
                true,
                9,
                4_599_039,
                1_200,
                2,
                "every part by SHA-256",
                finishedAt.minusSeconds(5),
                finishedAt,
                passed
                        ? List.of()
                        : List.of(new BackupVerified.Damage("parts/base-000000", ErrorCode.CORRUPT, "a bit flipped")),
                damaged);
    }
}
