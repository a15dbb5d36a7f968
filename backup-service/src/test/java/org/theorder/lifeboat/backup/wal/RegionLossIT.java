package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.PlainRestore;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Regions that go away, come back, or come back empty. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class RegionLossIT extends StreamedCluster {
    @Test
    void restoredServerGoesOnOnItsNewTimelineWithoutASlotAndWithANewDisk() throws IOException {
        JsonNode job = service.backup(cluster);
        server.sql("insert into orders (note) select repeat('a', 1000) from generate_series(1, 3000)");
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        int port = server.port();
        server.killHard();
        delete(server.dataDirectory());
        delete(Path.of(primaryRegion));
        Path target = folder.resolve("restored/data");
        PlainRestore.unpack(clusterFolder(drRegion), job.path("backupId").asText(), target);
        Files.copy(folder.resolve("shop/postgres.password"), folder.resolve("restored/postgres.password"));
        server = Embedded18.start(PostgresOptions.in(folder.resolve("restored")).withPort(port), Map.of());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.query("select pg_is_in_recovery()").equals("f"));
        server.sql("insert into orders (note) select repeat('b', 1000) from generate_series(1, 3000)");
        assertThat(service.post("/regions/primary/initialize", "").status()).isEqualTo(200);
        service.awaitStreaming(cluster);
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        assertThat(reader(drRegion).timelines()).containsExactly(1, 2);
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("dr"));
        assertThat(service.region(cluster, "dr").path("trouble").isNull()).isTrue();

        JsonNode next = service.backup(cluster);
        assertThat(next.path("regions").toString()).as(next.toString()).isEqualTo("[\"dr\",\"primary\"]");
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("primary"));
    }

    @Test
    void regionThatWasAwayCatchesUpFromTheOther() throws IOException {
        service.backup(cluster);
        Path root = Path.of(primaryRegion);
        Path away = root.resolveSibling("away");
        Files.move(root, away);
        for (int i = 0; i < 5; i++) {
            server.sql(
                    "insert into orders (note) select repeat('a', 1000) from generate_series(1, 10000)",
                    "select pg_switch_wal()");
            // the other region is not held up
            awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        }
        assertThat(service.region(cluster, "primary").path("trouble").asText()).contains("mount it again");
        Files.move(away, root);
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        assertContiguous(primaryRegion, 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("primary"));
    }

    /** What only the closed region has is not passed over: the server keeps it, and the region that is back gets it from there. */
    @Test
    void policyAllAcknowledgesNothingThatTheRegionThatIsBackLacks() throws IOException {
        assertThat(service.patch("/clusters/" + cluster, "{\"durability\": {\"walAcknowledgedIn\": [\"all\"]}}")
                        .status())
                .isEqualTo(200);
        service.awaitStreaming(cluster);
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        Path away = Path.of(drRegion).resolveSibling("dr-away");
        Path closed = Path.of(primaryRegion).resolveSibling("primary-closed");
        Files.move(Path.of(drRegion), away);
        for (int i = 0; i < 5; i++) {
            server.sql(
                    "insert into orders (note) select repeat('a', 1000) from generate_series(1, 10000)",
                    "select pg_switch_wal()");
        }
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));

        Files.move(Path.of(primaryRegion), closed);
        Files.move(away, Path.of(drRegion));

        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        assertContiguous(drRegion, 1);
        assertThat(gapJob()).isNull();
        Files.move(closed, Path.of(primaryRegion));
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
    }

    /** With the default policy the server has forgotten it; but it is not lost, only out of reach. */
    @Test
    void whatOnlyTheClosedRegionHasIsNoGapAndIsFilledWhenItIsBack() throws IOException {
        service.backup(cluster);
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        Path away = Path.of(drRegion).resolveSibling("dr-away");
        Path closed = Path.of(primaryRegion).resolveSibling("primary-closed");
        Files.move(Path.of(drRegion), away);
        for (int i = 0; i < 5; i++) {
            server.sql(
                    "insert into orders (note) select repeat('a', 1000) from generate_series(1, 10000)",
                    "select pg_switch_wal()");
        }
        String written = server.query("select pg_current_wal_lsn()");
        awaitDurable("primary", written);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Lsn.parse(server.query("select restart_lsn from pg_replication_slots"))
                        .isBefore(Lsn.parse(written)));
        server.sql("checkpoint", "checkpoint");

        Files.move(Path.of(primaryRegion), closed);
        Files.move(away, Path.of(drRegion));
        server.sql("insert into orders (note) values ('while primary is closed')");
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        await("nothing is promised behind a hole")
                .atMost(Duration.ofSeconds(60))
                .until(() -> service.region(cluster, "dr").path("safeThrough").isNull());
        Files.move(closed, Path.of(primaryRegion));

        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        await().atMost(Duration.ofSeconds(90)).until(() -> fresh("dr"));
        assertContiguous(drRegion, 1);
        assertThat(gapJob()).isNull();
    }

    @Test
    void newEmptyDiskIsTakenIntoUseOnAnOperatorsWord() throws IOException {
        service.backup(cluster);
        delete(Path.of(primaryRegion));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> service.region(cluster, "primary")
                        .path("trouble")
                        .asText()
                        .contains("/regions/primary/initialize"));
        assertThat(service.region(cluster, "primary").path("safeThrough").isNull())
                .isTrue();
        Service.Answer opened = service.post("/regions/primary/initialize", "");
        assertThat(opened.body().path("open").asBoolean()).as(opened.toString()).isTrue();

        server.sql("insert into orders (note) values ('after')");
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        // nothing is safe there without a backup, until that of the other region has been copied
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode region = service.region(cluster, "primary");
            assertThat(region.path("safeThrough").isNull())
                    .as(region.toString())
                    .isEqualTo(region.path("newestBackup").isNull());
        });
        JsonNode job = service.backup(cluster);
        assertThat(job.path("regions").toString()).isEqualTo("[\"dr\",\"primary\"]");
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("primary"));
    }
}
