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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.servers.FaultyStores;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Stores that hang, are slow, or hold something else; and what the primary keeps meanwhile. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class FaultyStoreIT extends StreamedCluster {
    @AfterEach
    void recover() {
        FaultyStores.recover();
    }

    private boolean reports(String region, String reason) {
        for (JsonNode fault : service.protection(cluster).path("faults")) {
            if (fault.path("reason").asText().equals(reason)
                    && fault.path("region").asText("null").equals(region)) {
                return true;
            }
        }
        return false;
    }

    private void write(int rows) {
        server.sql("insert into orders (note) select repeat('a', 1000) from generate_series(1, " + rows + ")");
    }

    /** Correctness line 17: a region that hangs holds up nothing; afterwards it gets what it missed, backup included. */
    @Test
    void regionThatHangsHoldsUpNobodyAndGetsItsBackupAfterwards() {
        FaultyStores.hang("dr");
        write(3000);
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        // answers do not wait for the region, which hangs for as long as this test wants
        assertThat(service.get("/clusters/" + cluster + "/backups").status()).isEqualTo(200);
        assertThat(service.get("/q/health/ready").status()).isEqualTo(200);

        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("regions").toString()).as(job.toString()).isEqualTo("[\"primary\"]");
        write(3000);
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("primary"));
        assertThat(reports("dr", "store-unreachable")).isTrue();
        assertThat(service.get("/clusters/" + cluster + "/backups").status()).isEqualTo(200);

        FaultyStores.recover();
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        String backup = job.path("backupId").asText();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode stored = service.get("/clusters/" + cluster + "/backups").body();
            assertThat(stored.at("/backups/0/backupId").asText()).isEqualTo(backup);
            assertThat(stored.at("/backups/0/missingRegions"))
                    .as(stored.toString())
                    .isEmpty();
        });
        assertContiguous(drRegion, 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> fresh("dr"));
    }

    /** Four segments are copied at once: what the first of them lacks is not there because the others are. */
    @Test
    void regionThatCatchesUpStandsBeforeASegmentThatCannotBeCopied() throws IOException {
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        Path away = Path.of(drRegion).resolveSibling("dr-" + cluster);
        Files.move(Path.of(drRegion), away);
        WalSegment first = null;
        for (int i = 0; i < 6; i++) {
            write(10_000);
            server.sql("select pg_switch_wal()");
            String written = server.query("select pg_current_wal_lsn()");
            awaitDurable("primary", written);
            first = first == null ? WalSegment.containing(1, Lsn.parse(written), 16 << 20) : first;
        }
        FaultyStores.failToRead(first.name());
        Files.move(away, Path.of(drRegion));

        Path next =
                clusterFolder(drRegion).resolve("wal/00000001/" + first.next().name() + ".zst");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(next) && reports("dr", "store-unreachable"));
        Lsn end = first.end();
        await().during(Duration.ofSeconds(4))
                .until(() -> !end.isBefore(Lsn.parse(
                        service.region(cluster, "dr").path("durableLsn").asText())));
        FaultyStores.recover();
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        assertContiguous(drRegion, 1);
    }

    /** Correctness line 14: keep-alives are answered while a put takes longer than wal_sender_timeout (20 s for us). */
    @Test
    void slowPutsDoNotCostTheConnection() {
        // the sender knows no position before it hears of one
        await().atMost(Duration.ofSeconds(60))
                .until(() -> server.query("select count(flush_lsn) from pg_stat_replication")
                        .equals("1"));
        String sender = server.query("select pid from pg_stat_replication");
        FaultyStores.slow(Duration.ofSeconds(24));
        write(2000);
        String written = server.query("select pg_current_wal_lsn()");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Lsn.parse(server.query("select flush_lsn from pg_stat_replication"))
                                .isBefore(Lsn.parse(written)))
                        .isFalse());
        assertThat(server.query("select pid from pg_stat_replication")).isEqualTo(sender);
    }

    /**
     * Correctness line 13: other bytes under a name are an error and an alert, and stay; nothing is promised of that region
     * until a full backup behind them is complete there, whoever streams meanwhile.
     */
    @Test
    void otherWalUnderTheSameNameIsNeverOverwritten() throws IOException {
        takeBackup();
        await().atMost(Duration.ofSeconds(60)).until(() -> promises("dr"));
        Lsn now = Lsn.parse(server.query("select pg_current_wal_lsn()"));
        WalSegment next = WalSegment.containing(1, now, 16 << 20).next();
        Path there = clusterFolder(drRegion).resolve("wal/00000001/" + next.name() + ".zst");
        Files.createDirectories(there.getParent());
        Files.writeString(there, "other bytes");
        write(40_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> reports("dr", "object-conflict"));
        assertThat(Files.readString(there)).isEqualTo("other bytes");
        awaitDurable("primary", server.query("select pg_current_wal_lsn()"));
        awaitDurable("dr", server.query("select pg_current_wal_lsn()"));
        assertThat(promises("dr")).as("WAL goes on behind the other bytes").isFalse();
        assertThat(promises("primary")).isTrue();

        // a new stream, as after a restart, finds nothing to complain of
        assertThat(service.patch("/clusters/" + cluster, "{\"backup\": {\"level\": 3}}")
                        .status())
                .isEqualTo(200);
        service.awaitStreaming(cluster);
        assertThat(reports("dr", "object-conflict")).isTrue();
        assertThat(promises("dr")).isFalse();

        takeBackup();
        await().atMost(Duration.ofSeconds(60)).until(() -> !reports("dr", "object-conflict") && promises("dr"));
    }

    private void takeBackup() {
        JsonNode job = service.backup(cluster);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("regions").toString()).as(job.toString()).isEqualTo("[\"dr\",\"primary\"]");
    }

    private boolean promises(String region) {
        return !service.region(cluster, region).path("safeThrough").isNull();
    }

    /** Correctness line 12: with the policy "all" the server keeps WAL until every region has it. */
    @Test
    void policyAllHoldsWalForTheRegionThatIsAway() {
        assertThat(service.send("PATCH", "/clusters/" + cluster, "{\"durability\": {\"walAcknowledgedIn\": [\"all\"]}}")
                        .status())
                .isEqualTo(200);
        service.awaitStreaming(cluster);
        FaultyStores.hang("dr");
        write(3000);
        String written = server.query("select pg_current_wal_lsn()");
        awaitDurable("primary", written);
        assertThat(Lsn.parse(server.query("select restart_lsn from pg_replication_slots"))
                        .isBefore(Lsn.parse(written)))
                .isTrue();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        service.protection(cluster).path("retainedWalBytes").asLong() > 2_000_000);

        FaultyStores.recover();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(Lsn.parse(server.query("select restart_lsn from pg_replication_slots"))
                                .isBefore(Lsn.parse(written)))
                        .isFalse());
    }

    /** Correctness line 14: a slot in danger is told before it is lost; a lost one is a gap, and a full backup follows. */
    @Test
    void slotIsToldToBeAtRiskThenLostAndAFullBackupFollows() {
        server.sql("alter system set max_slot_wal_keep_size = '64MB'", "select pg_reload_conf()");
        service.backup(cluster);
        FaultyStores.hang("dr");
        FaultyStores.slow(Duration.ofSeconds(100));
        for (int i = 0; i < 4; i++) {
            write(14_000);
            server.sql("select pg_switch_wal()");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> reports("null", "slot-at-risk"));
        for (int i = 0; i < 6; i++) {
            write(14_000);
            server.sql("select pg_switch_wal()", "checkpoint");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> reports("null", "slot-lost"));
        FaultyStores.recover();
        JsonNode job = await().atMost(Duration.ofSeconds(150)).until(this::gapJob, found -> found != null);
        service.awaitEnd("http://localhost/backups/" + job.path("id").asText());
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode report = service.protection(cluster);
            assertThat(report.path("streaming").asBoolean()).isTrue();
            assertThat(reports("null", "wal-gap")).as(report.toString()).isFalse();
        });
    }
}
