package org.theorder.lifeboat.restore.drill;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MILLIS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.run.Cancellation;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestoreState;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.RestoreWorker;
import org.theorder.lifeboat.restore.run.Restorer;
import org.theorder.lifeboat.restore.run.Restorers;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestKafka;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Rehearsals by schedule and by hand, and what makes room or an end: a real restore, a cancellation, the sweeper. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
class DrillsIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @ConfigProperty(name = "test.restores")
    Path restores;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    Database database;

    @Inject
    RestoreStore store;

    @Inject
    RestoreWorker worker;

    @Inject
    Cancellation cancellation;

    @Inject
    Regions regions;

    @Inject
    Restorer restorer;

    @Inject
    Restorers restorers;

    @Inject
    DrillTargets targets;

    @Inject
    DrillSweeper sweeper;

    @AfterEach
    void fastAgain() throws Exception {
        Files.deleteIfExists(restores.resolve("slow"));
    }

    private void slow() throws Exception {
        Files.writeString(restores.resolve("slow"), "");
    }

    private static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer test-" + role).contentType(ContentType.JSON);
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

    private void awaitState(RestoreId id, RestoreState state) {
        await(id + " is " + state)
                .atMost(LIMIT)
                .until(() -> store.find(id).map(Restore::state).equals(Optional.of(state)));
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
                .contains("amcheck", "newest-order", "data-age");
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

    private DrillCompleted completed(RestoreId id) {
        await().atMost(LIMIT)
                .until(() -> !kafka().all(
                                Topics.DRILL_COMPLETED, each -> each.restoreId().equals(id))
                        .isEmpty());
        return kafka().all(Topics.DRILL_COMPLETED, each -> each.restoreId().equals(id))
                .getFirst();
    }

    private TestKafka kafka() {
        return new TestKafka(bootstrapServers);
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
    void whatIsDueIsAskedForOnceByAllReplicas() {
        Instant due = Instant.parse("2031-03-01T04:00:00Z");
        RestoreId id = new RestoreId("drill-shop-20310301T0400Z");
        try {
            drillsAt(due.minusSeconds(1), Set.of()).look();
            assertThat(store.find(id)).isEmpty();

            drillsAt(due.plusSeconds(5), Set.of("shop")).look();
            assertThat(store.find(id)).as("excepted").isEmpty();

            drillsAt(due.plusSeconds(5), Set.of()).look();
            drillsAt(due.plusSeconds(25), Set.of()).look();
            assertThat(store.newest(500).stream()
                            .filter(restore -> restore.request().restoreId().equals(id)))
                    .hasSize(1);
            awaitState(id, RestoreState.RESTORED);
        } finally {
            cancellation.of(id, "test");
        }
    }

    @Test
    void drillsGoToTheNewestPointAndToATimeByTurns() {
        RestoreId even = new RestoreId("drill-shop-20310302T0400Z");
        drillsAt(Instant.parse("2031-03-02T04:00:05Z"), Set.of()).look();
        assertThat(store.find(even).orElseThrow().request().target()).isEqualTo(new RecoveryTarget.Latest());

        RestoreId odd = new RestoreId("drill-shop-20310303T0400Z");
        drillsAt(Instant.parse("2031-03-03T04:00:05Z"), Set.of()).look();

        LostShop shop = LostShop.get();
        Instant asked =
                ((RecoveryTarget.AtTime) store.find(odd).orElseThrow().request().target()).time();
        assertThat(asked).isAfter(shop.backup().completedAt()).isBefore(shop.lost());
        awaitState(odd, RestoreState.RESTORED);
        DrillCompleted event = completed(odd);
        assertThat(event.targetTime()).isEqualTo(asked);
        assertThat(event.backupId()).as("the newest").isEqualTo(shop.backup().backup());
        assertThat(event.lastCommitAt()).isBeforeOrEqualTo(asked);
        assertThat(event.dataAge()).isEqualTo(Duration.between(Objects.requireNonNull(event.lastCommitAt()), asked));
        awaitState(even, RestoreState.RESTORED);
    }

    @Test
    void whatWasMissedForTooLongIsNotMadeUp() {
        drillsAt(Instant.parse("2032-03-01T10:00:01Z"), Set.of()).look();

        assertThat(store.find(new RestoreId("drill-shop-20320301T0400Z"))).isEmpty();
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

    @Test
    void drillsGoIntoVolumesWhereTheseAreConfigured() {
        DrillConfiguration.Volume volume =
                new Claims("drills", "20Gi", Optional.of("fast"), Optional.of("store"), Optional.empty());
        drillsAt(Instant.parse("2031-04-01T04:00:05Z"), Set.of(), Optional.of(volume))
                .look();

        Restore drill = store.find(new RestoreId("drill-shop-20310401T0400Z")).orElseThrow();
        assertThat(drill.request().place())
                .isEqualTo(new RestoreRequested.Place(
                        "/restore/pgdata",
                        null,
                        null,
                        null,
                        new RestoreRequested.KubernetesVolume(
                                "drills",
                                "drill-shop-20310401t0400z",
                                new RestoreRequested.NewClaim("20Gi", "fast"),
                                null,
                                "store",
                                null)));
        // this service may restore into no namespace
        awaitState(drill.request().restoreId(), RestoreState.REFUSED);
    }

    @Test
    void volumesThatNoDrillCanGoIntoEndTheStart() {
        Drills drills = drillsAt(
                Instant.parse("2031-05-01T04:00:05Z"),
                Set.of(),
                Optional.of(new Claims("drills", "20Gi", Optional.empty(), Optional.empty(), Optional.empty())));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> drills.start(new StartupEvent()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .satisfies(e -> assertThat(e.explanation())
                        .startsWith("lifeboat.drill.kubernetes: ")
                        .contains("lifeboat.kubernetes.namespaces"));
    }

    private record Claims(
            String namespace,
            String size,
            Optional<String> storageClass,
            Optional<String> credentialsSecret,
            Optional<String> identitiesSecret)
            implements DrillConfiguration.Volume {}

    private Drills drillsAt(Instant now, Set<String> except) {
        return drillsAt(now, except, Optional.empty());
    }

    private Drills drillsAt(Instant now, Set<String> except, Optional<DrillConfiguration.Volume> volume) {
        return new Drills(
                new Nightly(restores.resolve("drills"), except, volume),
                regions,
                database,
                targets,
                restorers,
                store,
                worker,
                sweeper,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private record Nightly(Path place, Set<String> without, Optional<Volume> kubernetes) implements DrillConfiguration {
        @Override
        public Optional<Path> directory() {
            return Optional.of(place);
        }

        @Override
        public String cron() {
            return "0 4 * * *";
        }

        @Override
        public ZoneId zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Duration catchUp() {
            return Duration.ofHours(6);
        }

        @Override
        public Optional<Set<String>> except() {
            return Optional.of(without);
        }

        @Override
        public MemorySize leaveFree() {
            return new MemorySize(BigInteger.ZERO);
        }

        @Override
        public Duration dataAgeLimit() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration expiresAfter() {
            return Duration.ofDays(20_000);
        }

        @Override
        public Optional<List<Path>> escrowIdentities() {
            return Optional.empty();
        }

        @Override
        public String escrowCron() {
            return "0 5 * * 0";
        }
    }
}
