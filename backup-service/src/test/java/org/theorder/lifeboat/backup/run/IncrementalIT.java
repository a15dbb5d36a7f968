package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Kafka;
import org.theorder.lifeboat.backup.servers.PlainRestore;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.PostgresTools;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** Incrementals of real servers, why one becomes a full one, and backups that are cancelled. Correctness lines 10 and 11. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncrementalIT {
    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    private Service service;
    private Kafka kafka;
    private Protected server;
    private String cluster;
    private int clusters;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startChangeable(
                folder.resolve("shop"), Map.of("autovacuum", "off", "wal_keep_size", "512MB"));
        server.sql(
                "create table orders (id bigserial primary key, note text)",
                "insert into orders (note) select repeat(md5(g::text), 4) from generate_series(1, 60000) g",
                "vacuum (freeze) orders");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void declareCluster() {
        service = new Service(base);
        kafka = new Kafka(bootstrapServers);
        cluster = "inc-" + clusters++;
        service.declare(cluster, server, "\"backup\": {\"longestChain\": 2}");
        service.awaitStreaming(cluster);
    }

    @AfterEach
    void withdrawCluster() {
        service.delete("/clusters/" + cluster);
    }

    /** Correctness line 10: each incremental begins exactly where its parent's own label says that it began. */
    @Test
    void incrementalsHoldOnlyWhatChangedAndBuildOnEachOther(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
            throws IOException {
        JsonNode first = complete(service.incremental(cluster));
        assertThat(first.path("backupId").asText()).endsWith("-full");
        assertThat(first.path("fullBecause").asText()).isEqualTo("not-found");
        server.sql("update orders set note = 'changed' where id % 5000 = 0");
        JsonNode second = complete(service.incremental(cluster));
        assertThat(second.path("backupId").asText()).endsWith("-incremental");
        assertThat(second.path("fullBecause").isNull()).as(second.toString()).isTrue();
        server.sql("delete from orders where id > 59000", "vacuum orders");
        JsonNode third = complete(service.incremental(cluster));

        Map<String, JsonNode> stored = stored();
        JsonNode full = stored.get(first.path("backupId").asText());
        JsonNode one = stored.get(second.path("backupId").asText());
        JsonNode two = stored.get(third.path("backupId").asText());
        assertThat(one.path("parent").asText()).isEqualTo(full.path("backupId").asText());
        assertThat(two.path("parent").asText()).isEqualTo(one.path("backupId").asText());
        assertThat(one.path("sizeBytes").asLong())
                .isLessThan(full.path("sizeBytes").asLong() / 5);
        assertThat(one.path("regions").toString()).isEqualTo("[\"dr\",\"primary\"]");

        BackupCompleted event = completed(second);
        assertThat(event.kind()).isEqualTo(BackupKind.INCREMENTAL);
        assertThat(event.requestedKind()).isEqualTo(BackupKind.INCREMENTAL);
        assertThat(event.method()).isEqualTo(IncrementalMethod.PAGES);
        assertThat(event.encoding()).isEqualTo("zstd");
        assertThat(event.durationMillis()).isPositive();

        // the chain is as long as the settings allow: the next one is a full one, and says so
        JsonNode fourth = complete(service.incremental(cluster));
        assertThat(fourth.path("backupId").asText()).endsWith("-full");
        assertThat(fourth.path("fullBecause").asText()).isEqualTo("chain-too-long");

        combine(folder, full, one, two);
    }

    private void combine(Path folder, JsonNode... chain) throws IOException {
        PostgresTools tools = PostgresTools.orSkip();
        RequiredServers.orSkip(PlainRestore.hasTools(), "zstd or tar, for the cross-check", "install them");
        List<Path> folders = new ArrayList<>();
        for (JsonNode each : chain) {
            String backup = each.path("backupId").asText();
            Path data = folder.resolve(backup).resolve("data");
            PlainRestore.unpackFiles(clusterFolder(drRegion), backup, data);
            tools.run("pg_verifybackup", "--no-parse-wal", "--ignore=tablespace_map", data.toString());
            folders.add(data);
        }
        Path combined = folder.resolve("combined");
        tools.combine(folders, combined, Map.of());
        tools.run("pg_verifybackup", "--no-parse-wal", "--ignore=tablespace_map", combined.toString());
    }

    @Test
    void serverThatNoLongerSummarizesGetsAFull() {
        complete(service.backup(cluster));
        server.sql("alter system set summarize_wal = off", "select pg_reload_conf()");
        try {
            await().until(() -> server.query("show summarize_wal").equals("off"));
            JsonNode job = complete(service.incremental(cluster));
            assertThat(job.path("fullBecause").asText()).isEqualTo("summaries-missing");
            assertThat(job.path("fullBecauseMessage").asText()).contains("summarize_wal = on");
            BackupCompleted event = completed(job);
            assertThat(event.fullBecause()).isEqualTo(ErrorCode.SUMMARIES_MISSING);
            assertThat(event.kind()).isEqualTo(BackupKind.FULL);
            assertThat(event.requestedKind()).isEqualTo(BackupKind.INCREMENTAL);
        } finally {
            server.sql("alter system set summarize_wal = on", "select pg_reload_conf()");
            await().until(() -> server.query("show summarize_wal").equals("on"));
        }
    }

    /** Correctness line 11: what only the server knows comes out when it is asked, and turns into a full one too. */
    @Test
    void summariesThatWereRemovedTurnIntoAFull() throws IOException {
        JsonNode full = complete(service.backup(cluster));
        server.sql("insert into orders (note) select 'x' from generate_series(1, 1000)", "checkpoint");
        await().atMost(Duration.ofSeconds(60)).until(() -> server.query("""
                                select summarized_lsn >= redo_lsn
                                  from pg_get_wal_summarizer_state(), pg_control_checkpoint()""").equals("t"));
        try (Stream<Path> files = Files.list(server.dataDirectory().resolve("pg_wal/summaries"))) {
            files.forEach(file -> file.toFile().delete());
        }
        JsonNode job = complete(service.incremental(cluster));
        assertThat(job.path("backupId").asText())
                .endsWith("-full")
                .isNotEqualTo(full.path("backupId").asText());
        assertThat(job.path("fullBecause").asText()).isEqualTo("summaries-missing");
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        // the attempt as an incremental is not listed
        assertThat(stored()).hasSize(2);
    }

    @Test
    void damagedManifestOfTheParentTurnsIntoAFull() throws IOException {
        JsonNode full = complete(service.backup(cluster));
        for (URI region : List.of(primaryRegion, drRegion)) {
            Path manifest = clusterFolder(region)
                    .resolve("backups/" + full.path("backupId").asText() + "/backup_manifest.zst");
            byte[] bytes = Files.readAllBytes(manifest);
            bytes[bytes.length / 2] ^= 1;
            var _ = manifest.toFile().setWritable(true);
            Files.write(manifest, bytes);
        }
        JsonNode job = complete(service.incremental(cluster));
        assertThat(job.path("backupId").asText()).endsWith("-full");
        assertThat(job.path("fullBecause").asText()).isEqualTo("chain-broken");
    }

    @Test
    void olderServersSealTheirWal(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        String elder = "elder-" + clusters;
        try (Protected old = Embedded18.startVersion(15, folder, Map.of())) {
            service.declare(elder, old);
            service.awaitStreaming(elder);
            JsonNode full = complete(service.backup(elder));
            old.sql("create table t as select generate_series(1, 10000) n");
            String written = old.query("select pg_current_wal_lsn()");
            JsonNode sealed = complete(service.incremental(elder));
            assertThat(sealed.path("backupId").asText()).endsWith("-incremental");
            old.sql("grant execute on function pg_switch_wal() to " + Protected.ROLE);
            String segment = old.query("select pg_walfile_name(pg_current_wal_lsn())");
            complete(service.incremental(elder));
            old.sql("create table u ()");
            assertThat(old.query("select pg_walfile_name(pg_current_wal_lsn())"))
                    .isNotEqualTo(segment);
            BackupCompleted event = completed(sealed);
            assertThat(event.method()).isEqualTo(IncrementalMethod.WAL);
            assertThat(event.parent().value()).isEqualTo(full.path("backupId").asText());
            assertThat(event.stopLsn()).isGreaterThanOrEqualTo(org.theorder.lifeboat.events.Lsn.parse(written));
            assertThat(event.files()).isZero();
            service.delete("/clusters/" + elder);
        }
    }

    /** The wire, on every version that is supported: full, then what an incremental is there. */
    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void everyVersionIsBackedUp(int major, @TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        String name = "v" + major + "-" + clusters;
        Map<String, String> settings = major < 17 ? Map.of() : Map.of("summarize_wal", "on");
        try (Protected old = Embedded18.startVersion(major, folder, settings)) {
            assertThat(old.query("show server_version")).startsWith(major + ".");
            service.declare(name, old);
            service.awaitStreaming(name);
            JsonNode full = complete(service.backup(name));
            assertThat(full.path("fullBecause").isNull()).isTrue();
            old.sql("create table t as select generate_series(1, 10000) n");
            BackupCompleted incremental = completed(complete(service.incremental(name)));
            assertThat(incremental.kind()).as(incremental.toString()).isEqualTo(BackupKind.INCREMENTAL);
            assertThat(incremental.method()).isEqualTo(major < 17 ? IncrementalMethod.WAL : IncrementalMethod.PAGES);
            assertThat(incremental.serverVersion() / 10_000).isEqualTo(major);
            service.delete("/clusters/" + name);
        }
    }

    /** Correctness line 5: what a standby sends is complete with the WAL of its primary, also while nothing is written. */
    @Test
    void standbyIsTheSourceAndThePrimaryStepsIn(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws IOException {
        RequiredServers.orSkip(PlainRestore.hasTools(), "zstd or tar", "install them");
        JsonNode first = complete(service.backup(cluster));
        PlainRestore.unpackFiles(clusterFolder(drRegion), first.path("backupId").asText(), folder.resolve("data"));
        Files.createFile(folder.resolve("data/standby.signal"));
        Files.writeString(
                folder.resolve("data/postgresql.auto.conf"),
                "summarize_wal = on\nprimary_conninfo = 'host=127.0.0.1 port=" + server.port() + " user="
                        + Protected.ROLE + " password=" + Protected.ROLE_PASSWORD + "'\n");
        Files.copy(server.dataDirectory().resolveSibling("postgres.password"), folder.resolve("postgres.password"));
        server.sql("grant pg_checkpoint to " + Protected.ROLE);
        String name = "standby-" + clusters;
        try (Embedded18 standby = Embedded18.start(folder, Map.of("autovacuum", "off"))) {
            service.declare(
                    name,
                    server,
                    "\"backup\": {\"source\": \"standby\", \"standbyHost\": \"127.0.0.1\", \"standbyPort\": "
                            + standby.port() + "}");
            service.awaitStreaming(name);
            JsonNode full = complete(service.backup(name));
            assertThat(full.path("note").isNull()).as(full.toString()).isTrue();
            server.sql("update orders set note = 'standby' where id % 6000 = 0");
            JsonNode incremental = complete(service.incremental(name));
            assertThat(incremental.path("note").isNull())
                    .as(incremental.toString())
                    .isTrue();
            assertThat(completed(incremental).method())
                    .as(incremental.toString())
                    .isEqualTo(IncrementalMethod.PAGES);
            standby.sql("select pg_promote()");
            JsonNode promoted = complete(service.backup(name));
            assertThat(promoted.path("note").asText()).contains("not taken from the standby", "promoted");
        }
        JsonNode without = complete(service.backup(name));
        assertThat(without.path("note").asText()).contains("not taken from the standby");
        service.delete("/clusters/" + name);
    }

    @Test
    void runningBackupIsCancelledSoonAndNothingIsListed() {
        String slow = "slow-" + clusters;
        service.declare(slow, server, "\"backup\": {\"maxBytesPerSecond\": 1048576}");
        service.awaitStreaming(slow);
        String location = URI.create(service.post("/clusters/" + slow + "/backups", "{\"kind\": \"full\"}")
                        .location())
                .getPath();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.get(location).body().path("bytesDone").asLong() > 1_000_000);
        JsonNode running = service.get(location).body();
        assertThat(running.path("remaining").isNull()).as(running.toString()).isFalse();
        assertThat(running.path("bytesPerSecond").asLong()).isLessThan(4_000_000);
        // at this rate it would run for half a minute more
        assertThat(service.post(location + "/cancellation", "").status()).isEqualTo(200);
        JsonNode ended = service.awaitEnd("http://localhost" + location);
        assertThat(ended.path("state").asText()).isEqualTo("CANCELLED");
        assertThat(ended.path("error").asText()).isEqualTo("cancelled");
        assertThat(ended.path("cancelledBy").asText()).isEqualTo("REST: operator");
        BackupFailed event = kafka.await(
                        Topics.BACKUP_FAILED, each -> each.cluster().value().equals(slow))
                .getLast();
        assertThat(event.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(event.message()).isEqualTo("cancelled by REST: operator");
        assertThat(service.get("/clusters/" + slow + "/backups").body().path("backups"))
                .isEmpty();
        // asked again it stays what it is
        assertThat(service.post(location + "/cancellation", "")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo("CANCELLED");
        service.delete("/clusters/" + slow);
    }

    private BackupCompleted completed(JsonNode job) {
        Predicate<BackupCompleted> wanted =
                event -> event.backupId().value().equals(job.path("backupId").asText());
        return kafka.await(Topics.BACKUP_COMPLETED, wanted).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode complete(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return job;
    }

    private Map<String, JsonNode> stored() {
        Map<String, JsonNode> byId = new java.util.TreeMap<>();
        service.get("/clusters/" + cluster + "/backups")
                .body()
                .path("backups")
                .forEach(each -> byId.put(each.path("backupId").asText(), each));
        return byId;
    }

    private Path clusterFolder(URI region) throws IOException {
        try (Stream<Path> identifiers = Files.list(Path.of(region).resolve("clusters/" + cluster))) {
            return identifiers.findFirst().orElseThrow();
        }
    }
}
