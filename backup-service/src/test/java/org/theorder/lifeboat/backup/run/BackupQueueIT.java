package org.theorder.lifeboat.backup.run;

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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
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
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Which of the jobs that wait is taken, and by whom it may be ended. Another replica is played by its row among the leases. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupQueueIT {
    private static final String FIRST = "queue-a";
    private static final String LAST = "queue-z";
    private static final String LEASE = "backup/" + FIRST;

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    Database database;

    @Inject
    CompletedElsewhere completed;

    @Inject
    BackupJobs jobs;

    @Inject
    BackupJobStore store;

    @Inject
    Leases leases;

    private Service service;
    private Protected server;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        server = Embedded18.startWithRole(folder.resolve("shop"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void declareClusters() {
        service = new Service(base);
        service.declare(FIRST, server);
        service.declare(LAST, server);
        service.awaitStreaming(FIRST);
        service.awaitStreaming(LAST);
    }

    @AfterEach
    void withdrawClusters() {
        service.delete("/clusters/" + FIRST);
        service.delete("/clusters/" + LAST);
    }

    @Test
    void jobThatAnotherReplicaRunsDoesNotKeepThisOneFromTheNext() {
        leaseElsewhere();
        String elsewhere = service.post("/clusters/" + FIRST + "/backups", "{\"kind\": \"full\"}")
                .location();

        JsonNode done = service.backup(LAST);

        assertThat(done.path("state").asText()).isEqualTo("COMPLETED");
        assertThat(state(elsewhere)).isEqualTo("QUEUED");
        assertThatRateAndEndOfAnotherReplicasBackupAreTold(elsewhere);
        database.update("delete from lease where name = $1", LEASE);
        assertThat(service.awaitEnd(elsewhere).path("state").asText()).isEqualTo("COMPLETED");
    }

    private void assertThatRateAndEndOfAnotherReplicasBackupAreTold(String location) {
        UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
        Lease lease = leases.acquire("queue-it", Duration.ofMinutes(1)).orElseThrow();
        store.progress(lease, id, new Progress(200, 1_000, 20, 1, 100));
        database.update("update backup_job set state = 'RUNNING' where id = $1", id);
        leases.release(lease);
        JsonNode seen = service.get(URI.create(location).getPath()).body();
        assertThat(seen.path("bytesPerSecond").asLong()).isEqualTo(100);
        assertThat(Duration.parse(seen.path("remaining").asText())).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void jobThatWasCancelledBeforeItsBeginIsNotEndedASecondTime() {
        leaseElsewhere();
        String location = service.post("/clusters/" + FIRST + "/backups", "{\"kind\": \"full\"}")
                .location();
        UUID id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
        assertThat(service.post(URI.create(location).getPath() + "/cancellation", "")
                        .status())
                .isEqualTo(200);
        assertThat(state(location)).isEqualTo("CANCELLED");

        // what the replica that had picked it up finds out when it begins
        Lease lease = leases.acquire("queue-it", Duration.ofMinutes(1)).orElseThrow();
        LifeboatException reason = new LifeboatException(ErrorCode.CANCELLED, "the backup was cancelled");
        boolean ended = database.inTransaction(tx -> store.failed(tx, lease, id, reason));
        assertThat(ended).isFalse();

        leases.release(lease);
        database.update("delete from lease where name = $1", LEASE);
    }

    /** The replica that copied it died before it could say so. */
    @Test
    void whatBecameCompleteElsewhereIsToldThoughTheCopyingReplicaDied() {
        JsonNode taken = service.backup(FIRST);
        String backup = taken.path("backupId").asText();
        database.update("""
                update backup_job set state = 'FAILED', error = 'region-behind', message = 'not in dr', regions = '{primary}'
                 where cluster = $1 and backup_id = $2""", FIRST, backup);
        database.update("""
                insert into late_completion (cluster, backup_id, region, since) values ($1, $2, 'dr', now())""", FIRST, backup);

        completed.tell(new RegionName("dr"));

        assertThat(database.query("select region from late_completion where cluster = $1", FIRST))
                .isEmpty();
        JsonNode job = service.get("/backups/" + taken.path("id").asText()).body();
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("regions")).hasSize(2);
        Set<BackupCompleted> told = Collections.newSetFromMap(new IdentityHashMap<>());
        var _ = new Kafka(bootstrapServers).await(Topics.BACKUP_COMPLETED, event -> {
            if (event.backupId().value().equals(backup)) {
                told.add(event);
            }
            return told.size() == 2;
        });
    }

    @Test
    void changesThatAreMadeAtTheSameTimeAreAllMade() {
        CyclicBarrier together = new CyclicBarrier(4);
        String path = "/clusters/" + FIRST;
        for (int round = 30; round < 36; round++) {
            int days = round;
            String[] changes = {
                "{\"retention\": {\"fullDays\": %d}}".formatted(days),
                "{\"retention\": {\"incrementalDays\": %d}}".formatted(days - 10),
                "{\"backup\": {\"longestChain\": %d}}".formatted(days - 20),
                "{\"verify\": {\"samplePercent\": %d}}".formatted(days)
            };
            Thread[] callers = IntStream.range(0, changes.length)
                    .mapToObj(i -> Thread.startVirtualThread(() -> {
                        await(together);
                        service.patch(path, changes[i]);
                    }))
                    .toArray(Thread[]::new);
            join(callers);

            JsonNode now = service.get(path).body();
            assertThat(now.at("/retention/fullDays").asInt()).isEqualTo(days);
            assertThat(now.at("/retention/incrementalDays").asInt()).isEqualTo(days - 10);
            assertThat(now.at("/backup/longestChain").asInt()).isEqualTo(days - 20);
            assertThat(now.at("/verify/samplePercent").asInt()).isEqualTo(days);
        }
    }

    /** Which this replica hears of within a second, and whoever asks for a backup need not wait for that. */
    @Test
    void clusterThatAnotherReplicaHasJustDeclaredIsKnownToWhoeverAsksForABackup() {
        database.update("""
                insert into cluster (name, host, port, role, password, database_name, ssl_mode, regions, settings, created_at)
                select 'queue-new', host, 1, role, password, database_name, ssl_mode, regions, settings, created_at
                  from cluster where name = $1""", FIRST);

        UUID job = jobs.request("queue-new", new ClusterName("queue-new"), BackupKind.FULL, "somebody");

        assertThat(jobs.cancel(job, "this test").cluster().value()).isEqualTo("queue-new");
        service.delete("/clusters/queue-new");
    }

    private void leaseElsewhere() {
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ($1, 'another', 1, interval '1 hour', now() + interval '1 hour')
                on conflict (name) do update
                   set holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at""", LEASE);
    }

    private String state(String location) {
        return service.get(URI.create(location).getPath()).body().path("state").asText();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            var _ = barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread... threads) {
        for (Thread thread : threads) {
            Awaitility.await("a change").atMost(Duration.ofSeconds(60)).until(() -> !thread.isAlive());
        }
    }
}
