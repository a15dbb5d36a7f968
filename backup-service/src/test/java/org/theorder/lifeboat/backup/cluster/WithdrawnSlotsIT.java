package org.theorder.lifeboat.backup.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.WalStream;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Correctness line 14: the slot is dropped on decommission, also when it cannot be dropped at once. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WithdrawnSlotsIT {
    private static final String NAME = "withdrawn";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Database database;

    @Inject
    Clusters clusters;

    @Inject
    WithdrawnSlots slots;

    private Service service;
    private Protected server;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        service = new Service(base);
        server = Embedded18.startWithRole(folder.resolve("shop"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void slotThatAnotherReplicaStillStreamsFromIsDroppedWhenThatEnds() {
        service.declare(NAME, server);
        service.awaitStreaming(NAME);
        Cluster cluster = clusters.get(new ClusterName(NAME));
        Lsn from = Lsn.parse(server.query("select restart_lsn from pg_replication_slots"));
        // Given the lease of the stream, and the stream, are another replica's
        database.update("""
                update lease set holder = 'another/replica', epoch = epoch + 1,
                                 expires_at = clock_timestamp() + interval '1 hour'
                 where name = $1""", "wal/" + NAME);
        await("our stream has ended", "select count(*) from pg_replication_slots where active", "0");
        CompletableFuture<JsonNode> withdrawal;
        try (ReplicationConnection another = ReplicationConnection.open(cluster.server(), Duration.ofSeconds(30))) {
            WalStream stream = another.startReplication(cluster.slot(), from, 1);
            assertThat(stream).isNotNull();
            await("another replica streams", "select count(*) from pg_replication_slots where active", "1");

            // When the cluster is withdrawn meanwhile
            withdrawal = CompletableFuture.supplyAsync(
                    () -> service.delete("/clusters/" + NAME).body(), Thread::startVirtualThread);
            Awaitility.await("it is declared no more")
                    .until(() -> clusters.find(new ClusterName(NAME)).isEmpty());
            assertThat(withdrawal).isNotDone();
        }

        database.update("delete from lease where name = $1", "wal/" + NAME);

        // Then it is dropped as soon as that stream has ended
        assertThat(withdrawal.join().path("slotDropped").asBoolean()).isTrue();
        assertThat(server.query("select count(*) from pg_replication_slots")).isEqualTo("0");
        assertThat(rows()).isZero();
    }

    @Test
    void slotThatCouldNotBeDroppedIsDroppedLater() {
        service.declare(NAME, server);
        service.awaitStreaming(NAME);
        // Given what is left of one that was withdrawn while its server was away
        server.sql("select pg_create_physical_replication_slot('lifeboat_forgotten')");
        database.update("""
                insert into withdrawn_cluster (declared, withdrawn_at)
                select to_jsonb(cluster) || '{"name": "forgotten"}', now() from cluster where name = $1""", NAME);

        slots.look();

        assertThat(server.query("select string_agg(slot_name, ',') from pg_replication_slots"))
                .isEqualTo("lifeboat_" + NAME);
        assertThat(rows()).isZero();
        service.delete("/clusters/" + NAME);
    }

    @Test
    void whatIsNoLongerValidIsForgottenInTheEnd() {
        service.declare(NAME, server);
        database.update("""
                insert into withdrawn_cluster (declared, withdrawn_at)
                select to_jsonb(cluster) || '{"name": "strange", "regions": ["gone"]}', now() - interval '9 days'
                  from cluster where name = $1""", NAME);

        slots.look();

        assertThat(rows()).isZero();
        service.delete("/clusters/" + NAME);
    }

    private int rows() {
        return database.query(
                        "select id from withdrawn_cluster where declared ->> 'port' = $1",
                        String.valueOf(server.port()))
                .size();
    }

    private void await(String what, String query, String wanted) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .until(() -> server.query(query).equals(wanted));
    }
}
