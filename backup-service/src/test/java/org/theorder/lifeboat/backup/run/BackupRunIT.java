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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Kafka;
import org.theorder.lifeboat.backup.servers.PlainRestore;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.edge.testing.EndpointWalk;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** Backups of a real server, asked for over Kafka and REST, kept in two real directories. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupRunIT {
    private static final RegionName PRIMARY = new RegionName("primary");
    private static final RegionName DR = new RegionName("dr");

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    @Inject
    Database database;

    private Service service;
    private Kafka kafka;
    private Protected server;
    private String cluster;
    private int clusters;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startWithRole(folder.resolve("shop"));
        server.sql(
                "create table orders (id bigserial primary key, note text)",
                "insert into orders (note) select repeat(md5(g::text), 4) from generate_series(1, 60000) g");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void declareCluster() {
        service = new Service(base);
        kafka = new Kafka(bootstrapServers);
        cluster = "shop-" + clusters++;
        service.declare(cluster, server);
        service.awaitStreaming(cluster);
    }

    @AfterEach
    void withdrawCluster() {
        service.delete("/clusters/" + cluster);
    }

    @Test
    void requestOnKafkaBecomesOneBackupAndItsEvent() {
        String id = UUID.randomUUID().toString();
        BackupRequested asked = new BackupRequested(new ClusterName(cluster), BackupKind.FULL, "test");
        kafka.send(Topics.BACKUP_REQUESTED, cluster, id, asked);
        kafka.send(Topics.BACKUP_REQUESTED, cluster, id, asked);

        BackupCompleted completed = completed();
        assertThat(completed.regions()).containsExactly(DR, PRIMARY);
        assertThat(completed.missingRegions()).isEmpty();
        assertThat(completed.systemIdentifier())
                .isEqualTo(server.query("select system_identifier from pg_control_system()"));
        assertThat(completed.serverVersion())
                .isEqualTo(Integer.parseInt(server.query("select current_setting('server_version_num')")));
        assertThat(completed.timeline()).isEqualTo(1);
        assertThat(completed.startLsn()).isLessThan(completed.stopLsn());
        assertThat(completed.sizeBytes()).isGreaterThan(20_000_000);
        assertThat(completed.storedBytes()).isPositive().isLessThan(completed.sizeBytes());
        assertThat(completed.files()).isGreaterThan(900);

        // the same event again is no second backup, and the job says what the event says
        kafka.send(Topics.BACKUP_REQUESTED, cluster, id, asked);
        JsonNode stored = service.get("/clusters/" + cluster + "/backups").body();
        assertThat(stored.path("backups")).hasSize(1);
        assertThat(stored.path("backups").get(0).path("backupId").asText())
                .isEqualTo(completed.backupId().value());
        assertThat(jobs()).hasSize(1);
        assertThat(jobs().getFirst().path("state").asText()).isEqualTo("COMPLETED");

        ProtectionReported report = last(kafka.await(
                Topics.PROTECTION_REPORTED,
                each -> each.cluster().value().equals(cluster)
                        && each.regions().stream().allMatch(region -> region.safeThrough() != null)));
        assertThat(report.streaming()).isTrue();
        assertThat(report.trouble()).isNull();
        assertThat(report.regions()).allSatisfy(region -> {
            assertThat(region.newestBackup()).isEqualTo(completed.backupId());
            assertThat(region.trouble()).isNull();
        });
    }

    @Test
    void sameIdempotencyKeyIsOneJobAndProgressIsFollowed() {
        Service.Answer answer = service.requestBackup(cluster, "nightly");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(service.requestBackup(cluster, "nightly").location()).isEqualTo(answer.location());
        String events = service.follow(URI.create(answer.location()).getPath() + "/progress");
        assertThat(events).contains("event:progress").contains("\"state\":\"COMPLETED\"");
        JsonNode job = service.get(URI.create(answer.location()).getPath()).body();
        assertThat(job.path("bytesDone").asLong())
                .isEqualTo(job.path("bytesTotal").asLong())
                .isPositive();
        assertThat(job.path("requestedBy").asText()).isEqualTo("REST: operator");
        assertThat(service.requestBackup(cluster, "nightly")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("COMPLETED");
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void backupRestoresWithPlainToolsAndEveryCommitIsThere(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
            throws IOException {
        RequiredServers.orSkip(PlainRestore.hasTools(), "zstd or tar", "install them");
        server.sql("create table after_backup_" + cluster.replace('-', '_') + " (n int)");
        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        server.sql("insert into after_backup_" + cluster.replace('-', '_') + " select generate_series(1, 1234)");
        String committed = server.query("select pg_current_wal_lsn()");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> List.of("primary", "dr").stream().allMatch(region -> reached(region, committed)));

        Path data = folder.resolve("data");
        PlainRestore.unpack(clusterFolder(drRegion), job.path("backupId").asText(), data);
        Files.copy(server.dataDirectory().resolveSibling("postgres.password"), folder.resolve("postgres.password"));
        try (Embedded18 restored = Embedded18.start(folder, Map.of())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> restored.query("select pg_is_in_recovery()").equals("f"));
            assertThat(restored.query("select count(*) from after_backup_" + cluster.replace('-', '_')))
                    .isEqualTo("1234");
            assertThat(restored.query("select md5(string_agg(note, '' order by id)) from orders"))
                    .isEqualTo(server.query("select md5(string_agg(note, '' order by id)) from orders"));
        }
    }

    /** Correctness line 8. */
    @Test
    void tablespacesAreBackedUp(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws IOException {
        String name = "spaces_" + clusters;
        server.sql(
                "create tablespace " + name + " location '" + folder + "'",
                "create table in_" + name + " tablespace " + name + " as select generate_series(1, 100000) n");
        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        String oid = server.query("select oid from pg_tablespace where spcname = '" + name + "'");
        assertThat(clusterFolder(drRegion)
                        .resolve("backups/" + job.path("backupId").asText() + "/parts/" + oid + "-000000.tar.zst"))
                .exists();
        server.sql("drop table in_" + name, "drop tablespace " + name);
    }

    @Test
    void postgresql15IsBackedUpToo(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        String elder = "elder-" + clusters;
        try (Protected old = Embedded18.startVersion(15, folder, Map.of())) {
            service.declare(elder, old);
            JsonNode job = service.backup(elder);
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
            service.delete("/clusters/" + elder);
        }
    }

    @Test
    void wrongPasswordAndMissingPrivilegeFailWithTheirCode() {
        String wrong = "wrong-" + clusters;
        service.declare(wrong, server.port(), Protected.ROLE, "nonsense");
        JsonNode job = service.backup(wrong);
        assertThat(job.path("error").asText()).isEqualTo("credentials-refused");
        assertThat(job.path("message").asText())
                .contains("correct the cluster's password")
                .doesNotContain("nonsense");
        BackupFailed failed = last(kafka.await(
                Topics.BACKUP_FAILED, event -> event.cluster().value().equals(wrong)));
        assertThat(failed.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                service.protection(wrong).path("trouble").asText())
                        .contains("correct the cluster's password"));
        assertThat(service.get("/q/health/well").status()).isEqualTo(503);
        assertThat(service.get("/clusters").body().toString()).doesNotContain("nonsense");
        service.delete("/clusters/" + wrong);

        server.sql("drop role if exists plain", "create role plain login password 'plain-word'");
        service.declare(wrong, server.port(), "plain", "plain-word");
        assertThat(service.backup(wrong).path("error").asText()).isEqualTo("privilege-missing");
        service.delete("/clusters/" + wrong);
    }

    /** Correctness line 7. */
    @Test
    void anotherServerUnderTheSameNameIsRefusedUntilSomebodyAcceptsIt(
            @TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        String changed = "changed-" + clusters;
        service.declare(changed, server);
        service.awaitStreaming(changed);
        service.delete("/clusters/" + changed);
        try (Protected other = Embedded18.startWithRole(folder)) {
            service.declare(changed, other);
            JsonNode refused = service.backup(changed);
            assertThat(refused.path("error").asText()).isEqualTo("server-changed");
            assertThat(refused.path("message").asText()).contains("POST /clusters/" + changed + "/registration");
            assertThat(service.protection(changed).path("streaming").asBoolean())
                    .isFalse();

            assertThat(service.post("/clusters/" + changed + "/registration", "")
                            .status())
                    .isEqualTo(200);
            JsonNode accepted = service.backup(changed);
            assertThat(accepted.path("state").asText()).as(accepted.toString()).isEqualTo("COMPLETED");
            service.delete("/clusters/" + changed);
        }
    }

    @Test
    void regionThatIsDownDoesNotStopTheBackup() throws IOException {
        Path root = Path.of(primaryRegion);
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        try {
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            !service.get("/regions/primary").body().path("open").asBoolean());
            JsonNode job = service.backup(cluster);
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
            assertThat(job.path("regions").toString()).isEqualTo("[\"dr\"]");
            assertThat(job.path("missingRegions").toString()).isEqualTo("[\"primary\"]");
            assertThat(completed().missingRegions()).containsExactly(PRIMARY);
            assertThat(service.region(cluster, "primary").path("trouble").asText())
                    .contains("initialize");
            assertThat(service.region(cluster, "dr").path("safeThrough").isNull())
                    .isFalse();
        } finally {
            Files.move(away, root);
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> service.region(cluster, "primary").path("trouble").isNull());
    }

    @Test
    void jobOfADeadProcessBeginsAgainWhenItsLeaseHasExpired() {
        UUID job = UUID.randomUUID();
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ($1, 'somebody/else', 7, interval '3 seconds', clock_timestamp() + interval '3 seconds')""", "backup/" + cluster);
        database.update("""
                insert into backup_job (id, cluster, kind, requested_by, requested_at, next_attempt_at, state, attempt,
                                        backup_id, started_at)
                values ($1, $2, 'FULL', 'test', now(), now(), 'RUNNING', 1, '20200101T000000000Z-full', now())""", job, cluster);
        JsonNode finished = service.awaitEnd("http://localhost/backups/" + job);
        assertThat(finished.path("state").asText()).as(finished.toString()).isEqualTo("COMPLETED");
        assertThat(finished.path("attempt").asInt()).isEqualTo(2);
        assertThat(finished.path("backupId").asText()).isNotEqualTo("20200101T000000000Z-full");
    }

    @Test
    void backupWhoseMarkerExistsIsNotTakenAgain() {
        JsonNode first = service.backup(cluster);
        database.update(
                "update backup_job set state = 'RUNNING', finished_at = null where id = $1",
                UUID.fromString(first.path("id").asText()));
        JsonNode again =
                service.awaitEnd("http://localhost/backups/" + first.path("id").asText());
        assertThat(again.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(again.path("attempt").asInt()).isEqualTo(1);
        assertThat(again.path("backupId")).isEqualTo(first.path("backupId"));
        assertThat(service.get("/clusters/" + cluster + "/backups").body().path("backups"))
                .hasSize(1);
    }

    @Test
    void jobThatNeverEndsIsGivenUp() {
        UUID job = UUID.randomUUID();
        database.update("""
                insert into backup_job (id, cluster, kind, requested_by, requested_at, next_attempt_at, state, attempt)
                values ($1, $2, 'FULL', 'test', now(), now(), 'RUNNING', 3)""", job, cluster);
        JsonNode finished = service.awaitEnd("http://localhost/backups/" + job);
        assertThat(finished.path("state").asText()).isEqualTo("FAILED");
        assertThat(finished.path("message").asText()).contains("begun 3 times");
    }

    @Test
    void wrongRequestsAreToldWhatIsWrong() {
        assertThat(service.post("/clusters/" + cluster + "/backups", "{\"kind\": \"differential\"}")
                        .status())
                .isEqualTo(400);
        assertThat(service.post("/clusters/nobody/backups", "{\"kind\": \"full\"}")
                        .status())
                .isEqualTo(404);
        assertThat(service.get("/backups/" + UUID.randomUUID()).status()).isEqualTo(404);
        Service.Answer taken =
                service.post("/clusters", "{\"name\": \"" + cluster + "\", \"host\": \"h\", \"user\": \"u\"}");
        assertThat(taken.status()).isEqualTo(409);
        Service.Answer port =
                service.post("/clusters", "{\"name\": \"x\", \"host\": \"h\", \"user\": \"u\", \"port\": 0}");
        assertThat(port.status()).isEqualTo(400);
        assertThat(port.body().path("detail").asText()).startsWith("port: 0 is not a port");
    }

    @Test
    void requestOnKafkaForAClusterThatNobodyDeclaredIsAnsweredWithItsFailure() {
        String nobodys = "nobody-" + UUID.randomUUID().toString().substring(0, 8);
        BackupRequested asked = new BackupRequested(new ClusterName(nobodys), BackupKind.FULL, "nightly");
        kafka.send(Topics.BACKUP_REQUESTED, nobodys, UUID.randomUUID().toString(), asked);

        BackupFailed failed = last(kafka.await(
                Topics.BACKUP_FAILED, event -> event.cluster().value().equals(nobodys)));
        assertThat(failed.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failed.requestedKind()).isEqualTo(BackupKind.FULL);
        assertThat(failed.message()).contains("nightly asked", "POST /clusters");
    }

    @Test
    void nothingIsOpenWithoutAToken() {
        assertThat(new EndpointWalk(base, Service.VIEWER).assertLocked()).isGreaterThan(12);
    }

    private BackupCompleted completed() {
        return last(kafka.await(
                Topics.BACKUP_COMPLETED, event -> event.cluster().value().equals(cluster)));
    }

    private List<JsonNode> jobs() {
        return Stream.of(service.get("/backups").body())
                .flatMap(all -> {
                    List<JsonNode> list = new java.util.ArrayList<>();
                    all.forEach(list::add);
                    return list.stream();
                })
                .filter(job -> job.path("cluster").asText().equals(cluster))
                .toList();
    }

    private boolean reached(String region, String lsn) {
        String durable = service.region(cluster, region).path("durableLsn").asText();
        return !org.theorder.lifeboat.events.Lsn.parse(durable).isBefore(org.theorder.lifeboat.events.Lsn.parse(lsn));
    }

    private Path clusterFolder(URI region) throws IOException {
        try (Stream<Path> identifiers = Files.list(Path.of(region).resolve("clusters/" + cluster))) {
            return identifiers.findFirst().orElseThrow();
        }
    }

    private static <E> E last(List<E> events) {
        return events.getLast();
    }
}
