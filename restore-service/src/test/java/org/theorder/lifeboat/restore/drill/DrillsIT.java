package org.theorder.lifeboat.restore.drill;

import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestoreState;
import org.theorder.lifeboat.restore.run.Restorer;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Rehearsals by hand, and what makes room or an end: a real restore, a cancellation, the sweeper. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
class DrillsIT extends DrillTrials {
    @Inject
    Restorer restorer;

    @AfterEach
    void fastAgain() throws Exception {
        Files.deleteIfExists(restores.resolve("slow"));
    }

    private void slow() throws Exception {
        Files.writeString(restores.resolve("slow"), "");
    }

    private RestoreId drill() {
        String location = as("operator")
                .post("/drills/shop")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        return new RestoreId(location.substring(location.lastIndexOf('/') + 1));
    }

    private void request(RestoreRequested request) {
        as("operator")
                .body(new String(EventJson.write(request), StandardCharsets.UTF_8))
                .post("/restores")
                .then()
                .statusCode(202);
    }

    private void awaitVerifying(RestoreId id) {
        await(id + " verifies")
                .atMost(LIMIT)
                .until(() -> as("viewer").get("/restores/" + id).path("phase").equals("VERIFYING"));
    }

    private Path directoryOf(RestoreId drill) {
        return restores.resolve("drills").resolve(drill.value());
    }

    @Test
    void drillProvesTheNewestBackupMeasuresAndLeavesNothing() {
        RestoreId id = drill();

        awaitState(id, RestoreState.RESTORED);
        DrillCompleted event = completed(id);
        assertThat(event.passed()).isTrue();
        assertThat(event.backupId()).isEqualTo(LostShop.get().backup().backup());
        assertThat(event.checks())
                .allMatch(Check::passed)
                .extracting(Check::name)
                .contains("amcheck", "newest-order", "newest-backup", "data-age");
        assertThat(event.targetTime()).as("to the end of the WAL").isNull();
        assertThat(event.restoreTime()).isPositive();
        assertThat(event.dataAge()).isPositive();
        await().atMost(LIMIT).until(() -> Files.notExists(directoryOf(id)));
        as("viewer")
                .get("/drills")
                .then()
                .statusCode(200)
                .body("newest.cluster", hasItem("shop"))
                .body("zone", equalTo("UTC"));
    }

    @Test
    void realRestorePreemptsADrillWhichBeginsAnewAfterwards() throws Exception {
        slow();
        RestoreId drill = drillsAt(Instant.parse("2033-01-01T00:00:00Z"), Set.of())
                .now(DrillKind.USUAL, TestRepository.SHOP, "test");
        awaitVerifying(drill);

        RestoreRequested real = Restores.request(new RecoveryTarget.Latest(), restores.resolve("real"));
        request(real);
        awaitState(real.restoreId(), RestoreState.RESTORED);
        Files.delete(restores.resolve("slow"));
        awaitState(drill, RestoreState.RESTORED);

        Restore rehearsed = store.find(drill).orElseThrow();
        assertThat(rehearsed.endedAt())
                .isAfter(store.find(real.restoreId()).orElseThrow().endedAt());
        assertThat(rehearsed.attempts()).as("making room is no failed attempt").isEqualTo(1);
    }

    @Test
    void drillWaitsForTheOneOfAnotherReplica() {
        // what a process leaves that was killed in the middle of its drill
        Instant expires = database.query("""
                        insert into lease (name, holder, epoch, time_to_live, expires_at)
                        values ('drill', 'another/1/x', 1, $1, clock_timestamp() + $1)
                        on conflict (name) do update
                           set holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
                        returning expires_at""", Duration.ofSeconds(3)).getFirst().instant("expires_at");

        RestoreId id = drillsAt(Instant.parse("2034-01-01T00:00:00Z"), Set.of())
                .now(DrillKind.USUAL, TestRepository.SHOP, "test");

        awaitState(id, RestoreState.RESTORED);
        RestoreOutcome.Restored outcome = (RestoreOutcome.Restored)
                Objects.requireNonNull(store.find(id).orElseThrow().outcome());
        // the time of a drill counts from its beginning
        assertThat(outcome.endedAt().minus(outcome.restoreTime())).isAfterOrEqualTo(expires.truncatedTo(MILLIS));
    }

    @Test
    void cancelledRestoreLeavesNothingAndIsTold() throws Exception {
        slow();
        RestoreRequested request = Restores.request(new RecoveryTarget.Latest(), restores.resolve("slow-cancelled"));
        RestoreId id = request.restoreId();
        request(request);
        awaitVerifying(id);

        as("operator").post("/restores/" + id + "/cancellation").then().statusCode(200);

        awaitState(id, RestoreState.CANCELLED);
        assertThat(restores.resolve("slow-cancelled")).doesNotExist();
        await().atMost(LIMIT)
                .until(() -> kafka()
                        .all(Topics.RESTORE_FAILED, each -> each.restoreId().equals(id))
                        .stream()
                        .map(RestoreFailed::code)
                        .toList()
                        .equals(List.of(ErrorCode.CANCELLED)));
        as("viewer").get("/restores/" + id).then().body("outcome.outcome", equalTo("cancelled"));

        // again, and too late, changes nothing
        as("operator").post("/restores/" + id + "/cancellation").then().body("state", equalTo("CANCELLED"));
        as("operator").post("/restores/no-such/cancellation").then().statusCode(404);
        // the directory may be used again
        RestoreRequested next = Restores.request(new RecoveryTarget.Latest(), restores.resolve("slow-cancelled"));
        Files.delete(restores.resolve("slow"));
        request(next);
        awaitState(next.restoreId(), RestoreState.RESTORED);
    }

    @Test
    void restoreThatWaitsBehindAnotherIsCancelledAtOnce() throws Exception {
        slow();
        RestoreRequested running = Restores.request(new RecoveryTarget.Latest(), restores.resolve("slow-running"));
        RestoreRequested waiting = Restores.request(new RecoveryTarget.Latest(), restores.resolve("waiting"));
        request(running);
        awaitVerifying(running.restoreId());
        request(waiting);

        as("operator")
                .post("/restores/" + waiting.restoreId() + "/cancellation")
                .then()
                .statusCode(200)
                .body("state", equalTo("CANCELLED"));

        await().atMost(LIMIT)
                .until(() ->
                        kafka()
                                .all(
                                        Topics.RESTORE_FAILED,
                                        each -> each.restoreId().equals(waiting.restoreId()))
                                .stream()
                                .map(RestoreFailed::code)
                                .toList()
                                .equals(List.of(ErrorCode.CANCELLED)));
        assertThat(store.find(running.restoreId()).orElseThrow().state())
                .as("the other one is left alone")
                .isEqualTo(RestoreState.RUNNING);
        Files.delete(restores.resolve("slow"));
        awaitState(running.restoreId(), RestoreState.RESTORED);
        assertThat(restores.resolve("waiting")).doesNotExist();
    }

    @Test
    void forgottenDrillIsSweptWhenItHasExpired() throws Exception {
        Path drills = Files.createDirectories(restores.resolve("drills"));
        Files.writeString(drills.resolve("torn.lifeboat-restore.json"), "{");
        Instant now = Clock.systemUTC().instant();
        Path old = claimed(drills.resolve("old"), now.minus(Duration.ofHours(2)));
        Path young = claimed(drills.resolve("young"), now);

        sweeper.sweep(drills, now.minus(Duration.ofHours(1)));

        assertThat(old).doesNotExist();
        assertThat(young.resolve("PG_VERSION")).exists();
        sweeper.sweep(drills, now.plusSeconds(1));
        try (var left = Files.list(drills)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("young")))
                    .isEmpty();
        }
        Files.delete(drills.resolve("torn.lifeboat-restore.json"));
    }

    /** As a process leaves it that was killed while it restored, and whose database is lost. */
    private Path claimed(Path directory, Instant at) throws Exception {
        try (TargetDirectory target = TargetDirectory.claim(
                Destination.of(directory),
                new RestoreId("lost-" + directory.getFileName()),
                TestRepository.SHOP,
                restorer.installations().newest(),
                Clock.fixed(at, ZoneOffset.UTC))) {
            Files.writeString(target.path().resolve("PG_VERSION"), "18\n");
        }
        return directory;
    }
}
