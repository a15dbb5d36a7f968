package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.backup.wal.BackupAfterGap;
import org.theorder.lifeboat.backup.wal.WalGap;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What stands in the way of an incremental once something was lost or damaged, and the full backup that helps. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FallBackIT {
    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    @Inject
    Database database;

    @Inject
    Clusters clusters;

    @Inject
    BackupAfterGap afterGap;

    private Service service;
    private Protected server;
    private String cluster;
    private int declared;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startWithRole(folder.resolve("shop"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void declareCluster() {
        service = new Service(base);
        cluster = "fall-back-" + declared++;
        service.declare(cluster, server);
        service.awaitStreaming(cluster);
    }

    @AfterEach
    void withdrawCluster() {
        service.delete("/clusters/" + cluster);
    }

    @Test
    void nothingBuildsOnABackupThatWasFoundDamaged() throws IOException {
        String full = backupId(service.backup(cluster));
        flipAByteOfAPart(drRegion, full);
        JsonNode verified = service.post("/clusters/" + cluster + "/backups/" + full + "/verification", "")
                .body();
        assertThat(verified.findValues("passed"))
                .extracting(JsonNode::asBoolean)
                .contains(true, false);

        JsonNode job = service.incremental(cluster);
        assertThat(backupId(job)).endsWith("-full").isNotEqualTo(full);
        assertThat(job.path("fullBecause").asText()).isEqualTo("chain-broken");
        assertThat(job.path("fullBecauseMessage").asText()).contains(full + " was found damaged");
        assertThat(backupId(service.incremental(cluster))).endsWith("-incremental");
    }

    private void flipAByteOfAPart(URI region, String backup) throws IOException {
        try (Stream<Path> parts = Files.list(clusterFolder(region, cluster).resolve("backups/" + backup + "/parts"))) {
            Path part = parts.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(part);
            bytes[bytes.length / 2] ^= 1;
            Files.delete(part);
            Files.write(part, bytes);
        }
    }

    /** Correctness line 14: on PostgreSQL 15 and 16 an incremental is WAL; across WAL that is lost only a full one helps. */
    @Test
    void walThatIsLostTurnsAnIncrementalOfWalIntoAFull(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
            throws IOException {
        String elder = "elder-" + cluster;
        try (Protected old = Embedded18.startVersion(16, folder, Map.of())) {
            service.declare(elder, old);
            service.awaitStreaming(elder);
            backupId(service.backup(elder));
            old.sql("create table notes (note text)");
            String lost = old.query("select pg_walfile_name(pg_current_wal_lsn())");
            for (int i = 0; i < 3; i++) {
                old.sql("insert into notes select 'note' from generate_series(1, 1000)", "select pg_switch_wal()");
            }
            old.sql("insert into notes values ('newest')");
            Lsn written = Lsn.parse(old.query("select pg_current_wal_flush_lsn()"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            List.of("primary", "dr").stream().noneMatch(region -> isBehind(elder, region, written)));
            for (URI region : List.of(primaryRegion, drRegion)) {
                Files.delete(clusterFolder(region, elder).resolve("wal/00000001/" + lost + ".zst"));
            }

            JsonNode job = service.incremental(elder);
            assertThat(backupId(job)).endsWith("-full");
            assertThat(job.path("fullBecause").asText()).isEqualTo("wal-gap");
            assertThat(backupId(service.incremental(elder))).endsWith("-incremental");
        } finally {
            service.delete("/clusters/" + elder);
        }
    }

    private boolean isBehind(String name, String region, Lsn position) {
        JsonNode durable = service.region(name, region).path("durableLsn");
        return durable.isNull() || Lsn.parse(durable.asText()).isBefore(position);
    }

    /** Correctness line 14: a gap is closed however often the backup that closes it fails. */
    @Test
    void backupThatDidNotCloseAGapIsAskedForAgainAfterAWhile() {
        WalGap gap = new WalGap(1, Lsn.parse("0/100000"), Lsn.parse("0/200000"));
        askForABackupAfter(gap);
        askForABackupAfter(gap);
        assertThat(gapJobs()).hasSize(1);
        UUID first = gapJobs().getFirst();
        service.awaitEnd("http://localhost/backups/" + first);
        askForABackupAfter(gap);
        assertThat(gapJobs()).as("one that is complete").hasSize(1);

        becomeFailed(first, Instant.now());
        askForABackupAfter(gap);
        assertThat(gapJobs()).as("one that failed just now").hasSize(1);
        becomeFailed(first, Instant.now().minus(Duration.ofMinutes(11)));
        askForABackupAfter(gap);
        askForABackupAfter(gap);
        assertThat(gapJobs()).as("one that failed long ago").hasSize(2);
        gapJobs().forEach(job -> service.awaitEnd("http://localhost/backups/" + job));
    }

    private void askForABackupAfter(WalGap gap) {
        afterGap.request(clusters.get(new ClusterName(cluster)), gap);
    }

    private List<UUID> gapJobs() {
        return database
                .query(
                        "select id from backup_job where cluster = $1 and requested_by like '%WAL gap%'"
                                + " order by requested_at",
                        cluster)
                .stream()
                .map(row -> row.uuid("id"))
                .toList();
    }

    private void becomeFailed(UUID job, Instant at) {
        database.update("update backup_job set state = 'FAILED', finished_at = $2 where id = $1", job, at);
    }

    @Test
    void missingSummariesAreToldWhicheverReplicaTookTheBackup() {
        Instant now = Instant.now();
        incrementalOfAnotherReplica(now.minusSeconds(60), "SUMMARIES_MISSING");
        await().atMost(Duration.ofSeconds(60)).until(this::tellsOfMissingSummaries);
        incrementalOfAnotherReplica(now.minusSeconds(30), null);
        await().atMost(Duration.ofSeconds(60)).until(() -> !tellsOfMissingSummaries());
    }

    private void incrementalOfAnotherReplica(Instant at, @Nullable String fullBecause) {
        database.update("""
                insert into backup_job (id, cluster, kind, requested_by, requested_at, state, next_attempt_at, backup_id,
                                        finished_at, full_because, full_because_message)
                values ($1, $2, 'INCREMENTAL', 'schedule', $3, 'COMPLETED', $3, '20260101T000000000Z-full', $3, $4, 'summarize_wal')""", UUID.randomUUID(), cluster, at, fullBecause);
    }

    private boolean tellsOfMissingSummaries() {
        return service.protection(cluster)
                .path("faults")
                .findValuesAsText("reason")
                .contains("summaries-missing");
    }

    private static String backupId(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return job.path("backupId").asText();
    }

    private static Path clusterFolder(URI region, String name) throws IOException {
        try (Stream<Path> identifiers = Files.list(Path.of(region).resolve("clusters/" + name))) {
            return identifiers.findFirst().orElseThrow();
        }
    }
}
