package org.theorder.lifeboat.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The schedule of a running service: a new cluster, pausing, settings that change, two leaders at once. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TestHTTPResource("/")
    URI base;

    @Inject
    Database database;

    @Inject
    ScheduleStore store;

    @Inject
    ScheduledJobs jobs;

    private Service service;
    private Protected server;

    @BeforeAll
    void startServer(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        service = new Service(base);
        server = Embedded18.startWithRole(folder.resolve("scheduled"));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void newClusterIsBackedUpAtOnceAndThenByTheClock() {
        Service.Answer declared =
                service.post("/clusters", """
                {"name": "scheduled", "host": "127.0.0.1", "port": %d, "user": "%s", "password": "%s",
                 "schedule": {"full": "0 2 * * *", "zone": "Europe/Berlin"}, "retention": {"fullDays": 60}}""".formatted(server.port(), Protected.ROLE, Protected.ROLE_PASSWORD));
        assertThat(declared.status()).as(declared.toString()).isEqualTo(201);
        assertThat(declared.body().at("/retention/fullDays").asInt()).isEqualTo(60);
        assertThat(declared.body().at("/retention/incrementalDays").asInt()).isEqualTo(7);
        try {
            JsonNode first = await().atMost(PATIENCE)
                    .until(
                            () -> schedule("scheduled").at("/recent/0"),
                            run -> run.path("state").asText().equals("COMPLETED"));
            assertThat(first.path("kind").asText()).isEqualTo("full");
            assertThat(first.path("reason").asText()).contains("first backup");
            assertThat(schedule("scheduled").at("/kinds/0/next")).hasSize(5);
            assertThat(schedule("scheduled").path("recent")).hasSize(1);
            pausedAndChanged();
        } finally {
            service.delete("/clusters/scheduled");
        }
        assertThat(store.state(new ClusterName("scheduled"))).isEmpty();
    }

    private void pausedAndChanged() {
        JsonNode paused = service.post("/clusters/scheduled/schedule/pause", "").body();
        assertThat(paused.path("pausedAt").isNull()).isFalse();
        Service.Answer changed = service.patch(
                "/clusters/scheduled",
                "{\"schedule\": {\"full\": \"* * * * *\", \"jitter\": \"PT0S\"}, \"retention\": null}");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.body().at("/schedule/full").asText()).isEqualTo("* * * * *");
        assertThat(changed.body().at("/schedule/zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(changed.body().at("/retention/fullDays").asInt()).isEqualTo(30);
        assertThat(service.patch("/clusters/scheduled", "{\"schedule\": {\"full\": \"never\"}}")
                        .body()
                        .path("detail")
                        .asText())
                .startsWith("schedule.full: 'never' is not off");
        service.post("/clusters/scheduled/schedule/resume", "");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                schedule("scheduled").at("/recent/0/reason").asText())
                        .startsWith("due at"));
        assertThat(service.patch("/clusters/scheduled", "{\"schedule\": {\"full\": \"off\"}}")
                        .status())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> jobs.load().queued() + jobs.load().running() == 0);
    }

    /** A leader that was declared dead too early goes on beside its successor: the key of a decision lets one through. */
    @Test
    void twoLeadersAtOnceDecideOnce() throws InterruptedException {
        ClusterName cluster =
                new ClusterName("twice-" + UUID.randomUUID().toString().substring(0, 8));
        Instant due = Instant.parse("2026-11-22T02:00:00Z");
        List<UUID> asked = java.util.Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier together = new CyclicBarrier(4);
        List<Thread> leaders = new ArrayList<>();
        for (int leader = 0; leader < 4; leader++) {
            leaders.add(Thread.ofVirtual().start(() -> {
                for (int hour = 0; hour < 20; hour++) {
                    Instant at = due.plus(Duration.ofHours(hour));
                    ScheduledRun run = new ScheduledRun(
                            BackupKind.INCREMENTAL,
                            at,
                            0,
                            at,
                            ScheduledRun.Outcome.REQUESTED,
                            "due at " + at,
                            ScheduledRun.jobOf(cluster, BackupKind.INCREMENTAL, at, 0));
                    meet(together);
                    boolean first = database.inTransaction(tx -> ScheduleStore.decide(tx, cluster, run));
                    if (first) {
                        asked.add(run.job());
                    }
                }
            }));
        }
        for (Thread leader : leaders) {
            leader.join();
        }
        assertThat(asked).hasSize(20).doesNotHaveDuplicates();
        assertThat(store.newest(List.of(cluster), due.plus(Duration.ofHours(5)), 3)
                        .get(cluster))
                .extracting(ScheduledRun::dueAt)
                .containsExactly(
                        due.plus(Duration.ofHours(5)), due.plus(Duration.ofHours(4)), due.plus(Duration.ofHours(3)));
        assertThat(store.tidy(due.plus(Duration.ofDays(40)))).isZero();
        store.forget(cluster);
        assertThat(store.newest(List.of(cluster), due.plus(Duration.ofDays(5)), 3))
                .isEmpty();
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode schedule(String cluster) {
        return service.get("/clusters/" + cluster + "/schedule").body();
    }
}
