package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.PlainRestore;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** What a careful DBA asks first. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class HardCasesIT extends StreamedCluster {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Correctness line 12: while no region takes WAL nothing is acknowledged, the server keeps it, and later all is there. */
    @Test
    void bothRegionsAreAwayAndNothingIsLost() throws IOException {
        List<Path> roots = List.of(Path.of(primaryRegion), Path.of(drRegion));
        for (Path root : roots) {
            Files.move(root, away(root));
        }
        try {
            for (int i = 0; i < 3; i++) {
                write(10_000);
                server.sql("select pg_switch_wal()", "checkpoint");
            }
            write(100);
            String written = server.query("select pg_current_wal_lsn()");
            await().atMost(PATIENCE).untilAsserted(() -> {
                for (String region : List.of("primary", "dr")) {
                    assertThat(service.region(cluster, region).path("trouble").asText())
                            .contains("mount it again");
                }
            });
            Lsn kept = Lsn.parse(server.query("select restart_lsn from pg_replication_slots"));
            assertThat(Lsn.parse(written).minus(kept))
                    .as("WAL that the server keeps for us")
                    .isGreaterThan(2L * (16 << 20));
        } finally {
            for (Path root : roots) {
                Files.move(away(root), root);
            }
        }
        String end = server.query("select pg_current_wal_lsn()");
        for (URI region : List.of(primaryRegion, drRegion)) {
            awaitDurable(region.equals(drRegion) ? "dr" : "primary", end);
            assertContiguous(region, 1);
        }
        assertThat(gapJob()).as("nothing is missing").isNull();
    }

    private static Path away(Path root) {
        return root.resolveSibling(root.getFileName() + "-away");
    }

    /** A stream that runs is not disturbed; the next connection says what is wrong, and the new password puts it right. */
    @Test
    void passwordIsChangedWhileItRuns() {
        server.sql("alter role " + Protected.ROLE + " password 'another-word'");
        write(100);
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        server.sql("select pg_terminate_backend(pid) from pg_stat_replication");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                service.protection(cluster).path("trouble").asText())
                        .contains("refused the password", "correct the cluster's password"));
        write(3000);
        String written = server.query("select pg_current_wal_lsn()");
        assertThat(service.send("PATCH", "/clusters/" + cluster, "{\"password\": \"another-word\"}")
                        .status())
                .isEqualTo(200);
        awaitDurable("dr", written);
        awaitDurable("primary", written);
        assertContiguous(drRegion, 1);
        assertThat(gapJob()).isNull();
    }

    /**
     * Correctness line 5: the last WAL of a backup from a standby whose primary is quiet is durable without the end of its
     * segment; nobody has to switch. Correctness line 11: promoted in the middle, the attempt ends, and the primary sends the
     * next one.
     */
    @Test
    void quietStandbyIsBackedUpAndOneThatIsPromotedMeanwhileIsNot() throws IOException {
        RequiredServers.orSkip(PlainRestore.hasTools(), "zstd and tar", "install them");
        try (Embedded18 standby = standby()) {
            assertThat(service.send("PATCH", "/clusters/" + cluster, """
                            {"backup": {"source": "standby", "standbyHost": "127.0.0.1", "standbyPort": %d}}""".formatted(standby.port()))
                            .status())
                    .isEqualTo(200);
            service.awaitStreaming(cluster);
            String segment = server.query("select pg_walfile_name(pg_current_wal_lsn())");
            JsonNode quiet = service.backup(cluster);
            assertThat(quiet.path("state").asText()).as(quiet.toString()).isEqualTo("COMPLETED");
            assertThat(quiet.path("note").isNull()).as(quiet.toString()).isTrue();
            assertThat(server.query("select pg_walfile_name(pg_current_wal_lsn())"))
                    .as("no switch was needed")
                    .isEqualTo(segment);

            assertThat(service.send("PATCH", "/clusters/" + cluster, "{\"backup\": {\"maxBytesPerSecond\": 2097152}}")
                            .status())
                    .isEqualTo(200);
            service.awaitStreaming(cluster);
            String job = URI.create(service.post("/clusters/" + cluster + "/backups", "{\"kind\": \"full\"}")
                            .location())
                    .getPath();
            await().atMost(PATIENCE)
                    .until(() -> service.get(job).body().path("bytesDone").asLong() > 1_000_000);
            standby.sql("select pg_promote()");
            JsonNode ended = service.awaitEnd("http://localhost" + job);
            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("COMPLETED");
            assertThat(ended.path("attempt").asInt()).as(ended.toString()).isEqualTo(2);
            assertThat(ended.path("note").asText()).contains("not taken from the standby", "promoted");
        }
        assertThat(service.get("/clusters/" + cluster + "/backups").body().path("backups"))
                .as("the attempt that broke off is not listed")
                .hasSize(3);
    }

    private Embedded18 standby() throws IOException {
        JsonNode first = service.backup(cluster);
        Path place = folder.resolve("standby");
        PlainRestore.unpackFiles(clusterFolder(drRegion), first.path("backupId").asText(), place.resolve("data"));
        Files.createFile(place.resolve("data/standby.signal"));
        Files.writeString(
                place.resolve("data/postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + server.port() + " user=" + Protected.ROLE + " password="
                        + Protected.ROLE_PASSWORD + "'\n");
        Files.copy(server.dataDirectory().resolveSibling("postgres.password"), place.resolve("postgres.password"));
        return Embedded18.start(place, Map.of());
    }

    private void write(int rows) {
        server.sql("insert into orders (note) select repeat('a', 1000) from generate_series(1, " + rows + ")");
    }
}
