package org.theorder.lifeboat.events;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event of each topic, as one bad night would have produced them; the golden files hold the same ones as JSON. */
final class Examples {
    private static final ClusterName SHOP = new ClusterName("shop");
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName DR = new RegionName("dr");
    private static final BackupId BACKUP = new BackupId("20261122T020000123Z-full");
    private static final RestoreId RESTORE = new RestoreId("restore-2026-11-22-a");
    private static final IncidentId INCIDENT = new IncidentId("service-down-shop-20261122t120340z");
    private static final Lsn STOP = Lsn.parse("16/B374D848");
    private static final Check CHECKSUMS = new Check("page-checksums", true, "45210 pages, 0 bad");
    private static final Check ROWS = new Check("row-counts", false, "public.orders: 9998 rows, expected 10000");

    private static final Map<String, Object> ALL = new LinkedHashMap<>();

    static {
        put(Topics.BACKUP_REQUESTED, new BackupRequested(SHOP, BackupKind.FULL, "schedule nightly"));
        put(Topics.BACKUP_COMPLETED, backupCompleted());
        put(
                Topics.BACKUP_FAILED,
                new BackupFailed(
                        new BackupId("20261122T030000000Z-incremental"),
                        SHOP,
                        BackupKind.INCREMENTAL,
                        ErrorCode.STORE_UNREACHABLE,
                        "Region dr cannot be written: connection refused. The backup starts again when the region answers.",
                        at("03:00:00Z"),
                        at("03:00:05.250Z"),
                        BackupKind.INCREMENTAL,
                        null,
                        null,
                        5_250L));
        put(Topics.PROTECTION_REPORTED, protectionReported());
        put(Topics.CLUSTER_REMOVED, new ClusterRemoved(SHOP, at("15:00:00Z")));
        put(
                Topics.REPLICATION_LAG_DETECTED,
                new ReplicationLagDetected(
                        SHOP,
                        "shop → region dr",
                        268_435_456L,
                        Duration.ofSeconds(330),
                        Duration.ofMinutes(5),
                        at("11:58:00Z"),
                        LagTrend.GROWING));
        put(
                Topics.RESTORE_REQUESTED,
                new RestoreRequested(
                        RESTORE,
                        SHOP,
                        new RecoveryTarget.AtTime(at("12:03:38Z")),
                        DR,
                        new RestoreRequested.Place("/var/lib/lifeboat/restored/shop", 5433),
                        RestoreMode.LIVE,
                        INCIDENT,
                        "ada"));
        put(
                Topics.RESTORE_PROGRESSED,
                new RestoreProgressed(
                        RESTORE,
                        SHOP,
                        RestoreMode.LIVE,
                        INCIDENT,
                        "replaying",
                        3,
                        5,
                        40,
                        at("12:04:30Z"),
                        at("12:07:10Z")));
        put(Topics.RESTORE_COMPLETED, restoreCompleted());
        put(
                Topics.RESTORE_FAILED,
                new RestoreFailed(
                        RESTORE,
                        SHOP,
                        RestoreMode.DRILL,
                        null,
                        ErrorCode.VERIFICATION_FAILED,
                        "Restored, but table public.orders has 2 rows less than counted at backup time. The server was stopped.",
                        at("12:09:30Z"),
                        List.of(CHECKSUMS, ROWS)));
        put(
                Topics.BACKUP_VERIFIED,
                new BackupVerified(
                        SHOP,
                        DR,
                        BACKUP,
                        false,
                        new BackupVerified.Sample(2, 4),
                        false,
                        12,
                        402_653_184,
                        0,
                        3,
                        "marker, index, manifest and one of 4 parts by SHA-256",
                        at("04:30:00Z"),
                        at("04:31:00Z"),
                        List.of(new BackupVerified.Damage(
                                "clusters/shop/7300000000000000001/backups/" + BACKUP + "/parts/base-000002.tar.zst",
                                ErrorCode.CORRUPT,
                                "its bytes are not those of its SHA-256")),
                        List.of(BACKUP)));
        put(
                Topics.DRILL_COMPLETED,
                new DrillCompleted(
                        new RestoreId("drill-2026-11-22"),
                        SHOP,
                        DR,
                        BACKUP,
                        true,
                        at("04:10:00Z"),
                        Duration.ofMillis(14_250),
                        List.of(CHECKSUMS),
                        List.of(BACKUP),
                        at("03:59:58Z"),
                        Duration.ofSeconds(2),
                        List.of("amcheck: no database of the source has the extension amcheck"),
                        at("04:00:00Z"),
                        List.of("region eu-north was left out: connection refused")));
        put(
                Topics.INCIDENT_OPENED,
                new IncidentOpened(
                        incident(1, IncidentStatus.INVESTIGATING, null, null),
                        "Cluster shop does not answer since 12:03:40 UTC.",
                        true,
                        at("12:03:40Z")));
        put(
                Topics.INCIDENT_UPDATED,
                new IncidentUpdated(
                        incident(2, IncidentStatus.IDENTIFIED, "ada", null),
                        "Its disk is gone; restoring from region dr.",
                        false,
                        at("12:04:10Z")));
        put(
                Topics.INCIDENT_RESOLVED,
                new IncidentResolved(
                        incident(3, IncidentStatus.RESOLVED, "ada", at("12:08:40Z")),
                        "Cluster shop was restored from region dr; all data up to 12:03:38 UTC is there.",
                        true,
                        at("12:08:40Z")));
        put(
                Topics.MESSAGE_DELIVERED,
                new MessageDelivered(
                        new RegionName("eu-north"),
                        "service-down-shop-20261122t120140z",
                        "mail",
                        "database-team@the-order.org",
                        "opened",
                        "250 2.0.0 Ok: queued as 4XyZ",
                        at("12:01:41Z")));
        put(
                Topics.INCIDENT_SAID,
                new IncidentSaid(
                        INCIDENT,
                        "said-0b7c2b9e-6f5e-4b5c-9a53-0a4a6f6c2c11",
                        2,
                        IncidentStatus.IDENTIFIED,
                        Impact.CRITICAL,
                        "The server lost its disk.",
                        at("12:05:10Z")));
        put(
                Topics.MAINTENANCE_CHANGED,
                new MaintenanceChanged(
                        new IncidentId("3b0cf4a0-6d9c-4a3e-9a53-0a4a6f6c2c11"),
                        2,
                        "New certificates for the website",
                        MaintenanceStatus.IN_PROGRESS,
                        List.of("website"),
                        at("12:00:00Z"),
                        at("13:00:00Z"),
                        at("09:00:00Z"),
                        at("12:00:00.400Z"),
                        at("12:10:00Z"),
                        false,
                        new MaintenanceUpdate(
                                "3b0cf4a0-6d9c-4a3e-9a53-0a4a6f6c2c11-in_progress",
                                MaintenanceStatus.IN_PROGRESS,
                                "The maintenance has begun.",
                                true,
                                at("12:00:00.400Z")),
                        at("12:00:00.400Z")));
        put(
                Topics.BULLETIN_DELIVERED,
                new BulletinDelivered(
                        new RegionName("eu-north"),
                        "service-down-shop-20261122t120140z",
                        "subscriber-mail",
                        "opened",
                        List.of(
                                new SubscriberName("s5feceb66ffc86f38d952786c6d696c79"),
                                new SubscriberName("s6b86b273ff34fce19d6b804eff5a3f57")),
                        List.of(new SubscriberName("sd4735e3a265e16eee03f59718b9b5d03")),
                        at("12:01:42Z")));
        put(
                Topics.SUBSCRIBER_CHANGED,
                new SubscriberChanged(
                        new SubscriberName("s5feceb66ffc86f38d952786c6d696c79"),
                        1_795_348_901_000L,
                        new RegionName("eu-north"),
                        false,
                        "AAECAwQFBgcICQoLpBcV",
                        at("12:01:41Z")));
        put(
                Topics.PAGE_PROMOTED,
                new PagePromoted(new RegionName("dr"), 2, "eu-north does not answer since 12:00", at("12:03:00Z")));
        put(Topics.HEARTBEAT, new Heartbeat("backup-service", "host-1/4711", at("12:00:00.500Z"), at("11:59:58Z")));
    }

    private Examples() {}

    static <E> E of(Topic<E> topic) {
        return topic.event().cast(ALL.get(topic.name()));
    }

    private static <E> void put(Topic<E> topic, E event) {
        ALL.put(topic.name(), event);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time);
    }

    private static BackupCompleted backupCompleted() {
        return new BackupCompleted(
                BACKUP,
                SHOP,
                BackupKind.FULL,
                null,
                "18374686479671623680",
                180_006,
                1,
                Lsn.parse("16/B3000028"),
                STOP,
                at("02:00:00.123Z"),
                at("02:07:30Z"),
                367_001_600L,
                81_264_640L,
                1_292L,
                List.of(PRIMARY, DR),
                List.of(),
                BackupKind.INCREMENTAL,
                null,
                ErrorCode.CHAIN_TOO_LONG,
                "24 incrementals build on 20261121T020000456Z-full, as many as longestChain allows",
                449_877L,
                "zstd");
    }

    private static ProtectionReported protectionReported() {
        return new ProtectionReported(
                SHOP,
                at("12:03:40Z"),
                STOP,
                true,
                null,
                List.of(
                        new ProtectionReported.Region(PRIMARY, STOP, at("12:03:38Z"), BACKUP, at("02:07:30Z"), null),
                        new ProtectionReported.Region(
                                DR,
                                null,
                                null,
                                null,
                                null,
                                "Region dr cannot be read: connection refused.",
                                ErrorCode.REGION_BEHIND)),
                ErrorCode.SLOT_AT_RISK,
                8_589_934_592L,
                "unreserved",
                1_073_741_824L,
                List.of(
                        new ProtectionReported.Fault(
                                ErrorCode.SLOT_AT_RISK, null, "The primary keeps 8.0 GiB of WAL for the slot."),
                        new ProtectionReported.Fault(
                                ErrorCode.REGION_BEHIND, DR, "Region dr cannot be read: connection refused.")),
                List.of(new ProtectionReported.Due(BackupKind.FULL, at("02:00:00Z"), null)));
    }

    private static RestoreCompleted restoreCompleted() {
        return new RestoreCompleted(
                RESTORE,
                SHOP,
                RestoreMode.LIVE,
                INCIDENT,
                DR,
                BACKUP,
                STOP,
                at("12:03:38.250Z"),
                2,
                367_001_600L,
                50_331_648L,
                at("12:08:10Z"),
                at("12:08:38.500Z"),
                Duration.ofMillis(28_500),
                List.of(CHECKSUMS),
                List.of(BACKUP),
                List.of("amcheck: no database of the source has the extension amcheck"),
                List.of("region eu-north was left out: connection refused"));
    }

    private static Incident incident(
            int version, IncidentStatus status, @Nullable String acknowledgedBy, @Nullable Instant resolvedAt) {
        return new Incident(
                INCIDENT,
                version,
                "service-down",
                "shop",
                Severity.CRITICAL,
                Impact.MAJOR,
                status,
                "Shop database",
                Team.DATABASE,
                "Cluster shop does not answer",
                List.of(new Fact("probe", "connection refused on 127.0.0.1:5432")),
                "restore shop from dr",
                acknowledgedBy,
                at("12:03:40Z"),
                resolvedAt,
                "region primary is down: service-down-primary-20261122t120338z");
    }
}
