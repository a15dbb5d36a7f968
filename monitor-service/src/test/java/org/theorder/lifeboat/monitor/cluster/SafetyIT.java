package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Due;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

/** What other services tell about the safety of a cluster, each an incident to the right team until it is well again. */
@QuarkusTest
class SafetyIT {
    private static final BackupId BEFORE = new BackupId("20261122T120000123Z-full");
    private static final BackupId AFTER = new BackupId("20261123T120000123Z-full");

    private final Kafka kafka = new Kafka();
    private final String cluster = "s-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = Clock.systemUTC().instant();

    @AfterEach
    void close() {
        kafka.close();
    }

    private Incident opened(String rule, String subject) {
        Incident incident = opened(rule, subject, Severity.CRITICAL);
        assertThat(incident.suggestedPlan()).isNotBlank();
        return incident;
    }

    private Incident opened(String rule, String subject, Severity severity) {
        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals(rule)
                                && event.incident().subject().equals(subject))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(incident.severity()).isEqualTo(severity);
        return incident;
    }

    private void awaitResolved(Incident incident) {
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }

    private void report(Duration behind, String durable, Due... due) {
        Instant at = Clock.systemUTC().instant();
        ProtectionReported well = Samples.protection(cluster, at, at.minus(behind), "0/5000000", durable);
        kafka.send(
                Topics.PROTECTION_REPORTED,
                cluster,
                new ProtectionReported(
                        well.cluster(),
                        at,
                        well.primaryLsn(),
                        true,
                        null,
                        well.regions(),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(due)));
    }

    @Test
    void aMissedRecoveryPointIsOneForEachRegion() {
        report(Duration.ofMinutes(61), "0/4000000");
        Incident primary = opened("recovery-point", cluster + "/primary");
        Incident dr = opened("recovery-point", cluster + "/dr");
        assertThat(dr.title()).isEqualTo(cluster + ", region dr: more would be lost than was promised");

        report(Duration.ZERO, "0/5000000");
        awaitResolved(primary);
        awaitResolved(dr);
    }

    @Test
    void aBackupThatDoesNotComeIsOneUntilItDoes() {
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.minus(Duration.ofHours(20))));
        report(Duration.ZERO, "0/5000000", new Due(BackupKind.FULL, now.minus(Duration.ofHours(5)), null));
        Incident incident = opened("backup-overdue", cluster + "/full");
        assertThat(incident.title()).isEqualTo("The full backup of " + cluster + " is overdue");

        // the next one is due at this moment, and whoever looks now finds that it is not late
        Instant next = now.plusSeconds(45);
        report(
                Duration.ZERO,
                "0/5000000",
                new Due(BackupKind.FULL, next, null),
                new Due(BackupKind.INCREMENTAL, now.minus(Duration.ofHours(5)), null));
        Incident later = opened("backup-overdue", cluster + "/incremental");
        assertThat(Api.open("backup-overdue", cluster + "/full"))
                .containsExactly(incident.id().value());

        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, next));
        awaitResolved(incident);
        awaitResolved(later);
    }

    @Test
    void aFailedRestoreIsOneUntilTheNextPasses() {
        kafka.send(Topics.RESTORE_FAILED, cluster, failed(RestoreMode.LIVE));
        Incident incident = opened("restore-failed", cluster);

        kafka.send(Topics.RESTORE_COMPLETED, cluster, Samples.restore(cluster, incident.id(), now.plusSeconds(60)));
        awaitResolved(incident);
    }

    @Test
    void aDrillThatDoesNotPassIsOneUntilTheNextDoes() {
        kafka.send(Topics.RESTORE_FAILED, cluster, failed(RestoreMode.DRILL));
        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, false, now));
        Incident incident = opened("drill-failed", cluster);

        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, true, now.minusSeconds(60)));
        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, true, now.plusSeconds(60)));
        awaitResolved(incident);
        assertThat(kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals(cluster)))
                .hasSize(1);
    }

    @Test
    void recoveryThatWasNotProvenForAQuarterIsOneUntilADrillPasses() {
        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, true, now.minus(Duration.ofDays(93))));
        report(Duration.ZERO, "0/5000000");
        Incident incident = opened("drill-overdue", cluster, Severity.WARNING);

        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, false, now.minusSeconds(60)));
        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, true, now));
        awaitResolved(incident);
    }

    @Test
    void aClusterThatChangedSinceItsRecoveryWasRehearsedIsOneUntilADrillOfItPasses() {
        report(Duration.ZERO, "0/5000000");
        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, BEFORE, 170006, now));
        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, BEFORE, true, now));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(Api.check("plan-stale", cluster)).isEqualTo("ok"));

        kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, AFTER, 180006, now.plusSeconds(60)));
        Incident incident = opened("plan-stale", cluster, Severity.WARNING);
        assertThat(incident.facts())
                .contains(
                        new Fact("changed", "PostgreSQL 17 became 18, as of backup " + AFTER),
                        new Fact("rehearsed", "with backup " + BEFORE + ", from before"));

        kafka.send(Topics.DRILL_COMPLETED, cluster, Samples.drill(cluster, AFTER, true, now.plusSeconds(120)));
        awaitResolved(incident);
    }

    private RestoreFailed failed(RestoreMode mode) {
        return new RestoreFailed(
                new RestoreId("restore-a"),
                new ClusterName(cluster),
                mode,
                null,
                ErrorCode.VERIFICATION_FAILED,
                "table orders has fewer rows than expected",
                now,
                List.of());
    }
}
