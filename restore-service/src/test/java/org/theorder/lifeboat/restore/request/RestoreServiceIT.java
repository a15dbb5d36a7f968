package org.theorder.lifeboat.restore.request;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.edge.testing.EndpointWalk;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestKafka;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.Postmaster;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The whole service with its own database and Kafka: REST, events, progress, duplicates, resumption. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
class RestoreServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ConfigProperty(name = "test.restores")
    Path restores;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TestHTTPResource
    URI service;

    @Inject
    Database database;

    private TestKafka kafka;

    @BeforeEach
    void connect() {
        kafka = new TestKafka(bootstrapServers);
    }

    private RestoreRequested latest(String directory) {
        return Restores.request(new RecoveryTarget.Latest(), restores.resolve(directory));
    }

    private static RequestSpecification operator() {
        return given().header("Authorization", "Bearer test-operator").contentType(ContentType.JSON);
    }

    private static String json(RestoreRequested request) {
        return new String(EventJson.write(request), StandardCharsets.UTF_8);
    }

    private static String state(RestoreId id) {
        var response = given().header("Authorization", "Bearer test-viewer").get("/restores/" + id);
        return response.statusCode() == 200 ? response.path("state") : "NONE";
    }

    private static void awaitEnd(RestoreId id, String state) {
        await().atMost(LIMIT)
                .until(() -> !List.of("NONE", "REQUESTED", "RUNNING").contains(state(id)));
        assertThat(state(id)).isEqualTo(state);
    }

    private List<RestoreCompleted> completed(RestoreId id) {
        return kafka.all(Topics.RESTORE_COMPLETED, event -> event.restoreId().equals(id));
    }

    @Test
    void requestOverRestEndsInAServerThatAnswersAndAnEvent() throws Exception {
        int port = FreePorts.next();
        RestoreRequested request =
                Restores.request(new RecoveryTarget.Latest(), restores.resolve("public"), port, null, RestoreMode.LIVE);
        RestoreId id = request.restoreId();

        operator()
                .body(json(request))
                .post("/restores")
                .then()
                .statusCode(202)
                .header("Location", containsString("/restores/" + id))
                .body("restoreId", equalTo(id.value()));
        List<String> events = progress(id);
        try {
            assertThat(events)
                    .anyMatch(event ->
                            event.contains("\"phase\":\"COPYING\"") || event.contains("\"phase\":\"REPLAYING\""));
            assertThat(events.getLast()).contains("\"state\":\"RESTORED\"", "newest-order", "250 at 20");
            given().header("Authorization", "Bearer test-viewer")
                    .get("/restores/" + id)
                    .then()
                    .statusCode(200)
                    .body("outcome.outcome", equalTo("restored"))
                    .body(
                            "outcome.phases.phase",
                            equalTo(List.of("CHOOSING", "COPYING", "REPLAYING", "VERIFYING", "STARTING")));
            await().atMost(LIMIT).until(() -> completed(id).size() == 1);
            RestoreCompleted event = completed(id).getFirst();
            assertThat(event.checks()).allMatch(Check::passed);
            assertThat(event.restoreTime()).isPositive().isLessThan(LIMIT);
            assertThat(given().header("Authorization", "Bearer test-viewer")
                            .get("/q/metrics")
                            .asString())
                    .contains("lifeboat_restore_last_duration_seconds{", "lifeboat_restore_last_proven_seconds{");
        } finally {
            Postmaster.in(restores.resolve("public")).orElseThrow().stop();
        }
    }

    @Test
    void replayToATimeIsForecastWhileItRuns() throws Exception {
        awaitEnd(requested(latest("earlier")), "RESTORED"); // the later phases are forecast as they took then
        Path hold = Files.createFile(restores.resolve("timed.hold"));
        RestoreId id = requested(
                Restores.request(new RecoveryTarget.AtTime(LostShop.get().beforeDrop()), restores.resolve("timed")));

        List<String> events = progress(id, event -> {
            if (Files.exists(hold) && event.contains("\"phaseEndsAt\":\"20") && event.contains("REPLAYING")) {
                showsReplayWithItsForecast(id);
                hold.toFile().delete();
            }
        });

        assertThat(events)
                .filteredOn(event -> event.contains("\"phase\":\"REPLAYING\""))
                .anyMatch(event -> event.contains("\"phaseEndsAt\":\"20") && event.contains("\"endsAt\":\"20"))
                .as("where a time lies is not known")
                .allMatch(event -> event.contains("\"walEnd\":null"));
        assertThat(events.getLast()).contains("\"state\":\"RESTORED\"", "200 at 20");
    }

    private static void showsReplayWithItsForecast(RestoreId id) {
        given().header("Authorization", "Bearer test-viewer")
                .get("/restores/" + id)
                .then()
                .statusCode(200)
                .body("phase", equalTo("REPLAYING"))
                .body("walEnd", nullValue())
                .body("phaseEndsAt", startsWith("20"))
                .body("endsAt", startsWith("20"));
    }

    private static RestoreId requested(RestoreRequested request) {
        operator().body(json(request)).post("/restores").then().statusCode(202);
        return request.restoreId();
    }

    private List<String> progress(RestoreId id) throws Exception {
        return progress(id, event -> {});
    }

    /** The data of each server-sent event until the stream ends. */
    private List<String> progress(RestoreId id, Consumer<String> each) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/restores/" + id + "/progress"))
                .header("Authorization", "Bearer test-viewer")
                .timeout(LIMIT)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                return lines.lines()
                        .filter(line -> line.startsWith("data:"))
                        .peek(each)
                        .toList();
            }
        }
    }

    @Test
    void sameRequestTwiceIsOneRestoreAndAnotherWithItsIdIsRefused() throws Exception {
        RestoreRequested request = latest("twice");
        operator().body(json(request)).post("/restores").then().statusCode(202);
        operator().body(json(request)).post("/restores").then().statusCode(202);
        kafka.request(request);
        kafka.request(request);
        RestoreRequested other = new RestoreRequested(
                request.restoreId(),
                request.cluster(),
                new RecoveryTarget.Immediate(),
                null,
                request.place(),
                request.mode(),
                null,
                "somebody else");

        operator()
                .body(json(other))
                .post("/restores")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:lifeboat:problem:already-exists"));
        awaitEnd(request.restoreId(), "RESTORED");
        await().atMost(LIMIT).until(() -> !completed(request.restoreId()).isEmpty());
        assertThat(database.query(
                        "select * from restore where id = $1",
                        request.restoreId().value()))
                .hasSize(1);
        assertThat(completed(request.restoreId())).hasSize(1);
    }

    @Test
    void drillFromKafkaIsToldAndCleanedUp() throws Exception {
        RestoreRequested drill =
                Restores.request(new RecoveryTarget.Latest(), restores.resolve("drill"), null, null, RestoreMode.DRILL);
        kafka.request(drill);
        awaitEnd(drill.restoreId(), "RESTORED");

        await().atMost(LIMIT)
                .until(() -> !kafka.all(
                                Topics.DRILL_COMPLETED,
                                event -> event.restoreId().equals(drill.restoreId()))
                        .isEmpty());
        DrillCompleted event = kafka.all(
                        Topics.DRILL_COMPLETED, each -> each.restoreId().equals(drill.restoreId()))
                .getFirst();
        assertThat(event.passed()).isTrue();
        assertThat(completed(drill.restoreId())).isEmpty();
        await().atMost(LIMIT)
                .until(() ->
                        database.query("select from restore where unsettled").isEmpty());
        assertThat(restores.resolve("drill")).doesNotExist();
    }

    @Test
    void hostileDirectoryIsRefusedOverRestAndByEvent() throws Exception {
        RestoreRequested hostile = Restores.request(new RecoveryTarget.Latest(), Path.of("/etc/cron.d"));
        operator()
                .body(json(hostile))
                .post("/restores")
                .then()
                .statusCode(400)
                .body("detail", containsString("is not below an allowed directory"));
        kafka.request(hostile);
        awaitEnd(hostile.restoreId(), "REFUSED");

        await().atMost(LIMIT)
                .until(() -> !kafka.all(
                                Topics.RESTORE_FAILED,
                                event -> event.restoreId().equals(hostile.restoreId()))
                        .isEmpty());
        RestoreFailed failed = kafka.all(
                        Topics.RESTORE_FAILED, event -> event.restoreId().equals(hostile.restoreId()))
                .getFirst();
        assertThat(failed.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        assertThat(failed.message()).contains("restores may go below");
    }

    @Test
    void restoreOfADeadProcessIsTakenOverWhenItsLeaseHasExpired() throws Exception {
        RestoreRequested request = latest("orphan");
        RestoreId id = request.restoreId();
        // what a process leaves that is killed while it copies: a lease, a running row, a mark, half a directory
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ($1, 'dead/1/x', 7, $2, clock_timestamp() + $2)""", "restore/" + id, Duration.ofSeconds(3));
        long begun = System.nanoTime();
        Files.writeString(
                restores.resolve("orphan.lifeboat-restore.json"), """
                {"restore": "%s", "cluster": "shop", "state": "RESTORING", "own": ["%s"],
                 "at": "2026-11-22T12:00:00Z", "note": ""}
                """.formatted(id, restores.resolve("orphan")));
        Files.createDirectories(restores.resolve("orphan/base/5"));
        Files.writeString(restores.resolve("orphan/base/5/1259"), "half");
        database.update("""
                insert into restore (id, cluster, mode, directory, request, requested_at, state, attempts, epoch)
                values ($1, 'shop', 'LIVE', $2, $3::jsonb, clock_timestamp(), 'RUNNING', 1, 7)""", id.value(), request.place().directory(), json(request));

        awaitEnd(id, "RESTORED");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(database.query("select attempts from restore where id = $1", id.value())
                        .getFirst()
                        .intValue("attempts"))
                .isEqualTo(2);
    }

    @Inject
    Leases leases;

    @Test
    void secondRestoreIntoTheSameDirectoryIsRefused() {
        RestoreRequested first = latest("shared");
        RestoreRequested second = latest("shared");
        // keeps the worker off the first one until the second has been looked at
        leases.whileHeld("restore/" + first.restoreId(), Duration.ofSeconds(20), lease -> {
            operator().body(json(first)).post("/restores").then().statusCode(202);
            operator().body(json(second)).post("/restores").then().statusCode(202);
            awaitEnd(second.restoreId(), "REFUSED");
        });
        awaitEnd(first.restoreId(), "RESTORED");
    }

    @Test
    void malformedRequestsAreExplained() {
        operator().body("{}").post("/restores").then().statusCode(400).contentType("application/problem+json");
        operator().post("/restores").then().statusCode(400).contentType("application/problem+json");
        operator()
                .body(json(latest("x")).replace("\"latest\"", "\"yesterday\""))
                .post("/restores")
                .then()
                .statusCode(400);
        given().header("Authorization", "Bearer test-viewer")
                .get("/restores/no-such-restore")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:lifeboat:problem:not-found"));
        given().header("Authorization", "Bearer test-viewer")
                .get("/restores/no-such-restore/progress")
                .then()
                .statusCode(404);
        given().header("Authorization", "Bearer test-viewer")
                .get("/restores?limit=0")
                .then()
                .statusCode(400);
    }

    @Test
    void restorePointsAreToldRegionByRegion() {
        LostShop shop = LostShop.get();
        given().header("Authorization", "Bearer test-viewer")
                .get("/clusters/shop/restore-points?named-in=50")
                .then()
                .statusCode(200)
                .body("cluster", equalTo("shop"))
                .body("regions.region", hasItems("primary", "dr"))
                .body("regions[0].timelines[0].timeline", equalTo(1))
                .body("regions[0].timelines[0].gaps", empty())
                .body(
                        "regions[0].timelines[0].windows[0].backups",
                        equalTo(List.of(shop.backup().backup().value())))
                .body(
                        "regions[0].timelines[0].windows[0].from.lsn",
                        equalTo(shop.backup().stopLsn().toString()))
                .body("regions[0].newest.lsn", equalTo(shop.end().toString()))
                .body("named.points.name", hasItem(LostShop.RESTORE_POINT));
        given().header("Authorization", "Bearer test-viewer")
                .get("/clusters/ghost/restore-points")
                .then()
                .statusCode(404);
        given().header("Authorization", "Bearer test-viewer")
                .get("/clusters/shop/restore-points?named-in=101")
                .then()
                .statusCode(403);
        operator()
                .get("/clusters/shop/restore-points?named-in=1000")
                .then()
                .statusCode(200)
                .body("named.points.name", hasItem(LostShop.RESTORE_POINT));
        given().header("Authorization", "Bearer test-viewer")
                .get("/clusters/shop/restore-points?named-in=1001")
                .then()
                .statusCode(400)
                .body("detail", containsString("named-in is from 0 to 1000"));
    }

    @Test
    void volumeThatIsNotAllowedIsRefused() {
        RestoreRequested local = latest("volume");
        RestoreRequested request = Restores.at(
                local,
                new RestoreRequested.Place(
                        "/restore/pgdata",
                        null,
                        null,
                        null,
                        new RestoreRequested.KubernetesVolume("kube-system", "data", null, null, null, null)));

        operator()
                .body(json(request))
                .post("/restores")
                .then()
                .statusCode(400)
                .body("detail", containsString("lifeboat.kubernetes.namespaces"));
    }

    @Test
    void everythingIsLocked() {
        assertThat(new EndpointWalk(service, "test-viewer").assertLocked()).isGreaterThan(5);
    }
}
