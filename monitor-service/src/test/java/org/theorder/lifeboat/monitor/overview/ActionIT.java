package org.theorder.lifeboat.monitor.overview;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.BackupRequested;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Shop;

/** What is asked for on the overview becomes one event, and only if an operator asked on a page of ours. */
@QuarkusTest
class ActionIT {
    private static final Clock CLOCK = Clock.systemUTC();

    private final String cluster = "a-" + UUID.randomUUID().toString().substring(0, 8);
    private final String request = UUID.randomUUID().toString();
    private final Kafka kafka = new Kafka();

    @BeforeEach
    void protect() {
        Instant now = CLOCK.instant();
        kafka.send(
                Topics.PROTECTION_REPORTED, cluster, Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> browser(Shop.VIEWER).get(path("backup")).statusCode() == 200);
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    private String path(String deed) {
        return "/overview/clusters/" + cluster + "/" + deed;
    }

    private static String here() {
        return RestAssured.baseURI + ":" + RestAssured.port;
    }

    /** A browser that has signed in. */
    private static RequestSpecification browser(String token) {
        String cookie = given().redirects()
                .follow(false)
                .formParam("token", token)
                .post("/sign-in")
                .cookie("lifeboat-token");
        return given().redirects().follow(false).accept("text/html").cookie("lifeboat-token", cookie);
    }

    private static RequestSpecification form(String token) {
        return browser(token).header("Origin", here()).header("Sec-Fetch-Site", "same-origin");
    }

    private Response backup(RequestSpecification from) {
        return from.formParam("request", request)
                .formParam("kind", "full")
                .formParam("by", "anna")
                .post(path("backup"));
    }

    private Response restore(String time, String confirmed) {
        return form(Shop.OPERATOR)
                .formParam("request", request)
                .formParam("point", "time")
                .formParam("time", time)
                .formParam("region", "dr")
                .formParam("directory", "/srv/restores/x")
                .formParam("port", "5433")
                .formParam("confirmed", confirmed)
                .formParam("by", "anna")
                .post(path("restore"));
    }

    private List<Kafka.Heard<BackupRequested>> backups() {
        return kafka.await(
                Topics.BACKUP_REQUESTED, 1, asked -> asked.cluster().value().equals(cluster));
    }

    @Test
    void aBackupThatIsAskedForTwiceIsOneRequest() {
        assertThat(backup(form(Shop.OPERATOR)).header("Location")).endsWith("/overview#work-title");
        assertThat(backup(form(Shop.OPERATOR)).statusCode()).isEqualTo(303);
        // an event behind both of them shows that no second one was on its way
        form(Shop.OPERATOR)
                .formParam("request", UUID.randomUUID().toString())
                .formParam("kind", "incremental")
                .formParam("by", "anna")
                .post(path("backup"));

        await().atMost(Duration.ofSeconds(30)).until(() -> backups().size() >= 2);
        assertThat(backups())
                .extracting(asked -> asked.event().kind())
                .containsExactly(BackupKind.FULL, BackupKind.INCREMENTAL);
        assertThat(backups().getFirst().event().requestedBy()).isEqualTo("anna, on the overview");
        browser(Shop.VIEWER).get("/overview").then().body(containsString("full backup of " + cluster));
    }

    @Test
    void nobodyAsksButAnOperatorOnAPageOfOurs() {
        assertThat(backup(browser(Shop.OPERATOR).header("Origin", "https://evil.example"))
                        .statusCode())
                .as("a form on another site is sent to the sign-in and nothing happens")
                .isEqualTo(303);
        assertThat(backup(browser(Shop.OPERATOR)).header("Location")).contains("/sign-in");
        assertThat(backup(form(Shop.VIEWER)).statusCode()).isEqualTo(403);
        browser(Shop.VIEWER).get(path("backup")).then().body(containsString("signed in as a viewer"));

        browser(Shop.VIEWER).get("/overview").then().body(not(containsString("full backup of " + cluster)));
    }

    @Test
    void aRestoreNamesThePointThePlaceAndWhoAsked() {
        Instant point = CLOCK.instant().minusSeconds(3_600);
        String time = point.toString().substring(0, 19);

        assertThat(restore(time, "another")
                        .then()
                        .statusCode(400)
                        .body(containsString("Type the name of the cluster, " + cluster))
                        .body(containsString("value=\"" + time + "\""))
                        .extract()
                        .asString())
                .contains("role=\"alert\"");
        restore("2020-01-01T00:00:00", cluster)
                .then()
                .statusCode(400)
                .body(containsString("2020-01-01 00:00:00 UTC lies in no window of region dr"));
        assertThat(restore(time, cluster).statusCode()).isEqualTo(303);
        assertThat(restore(time, cluster).statusCode()).isEqualTo(303);

        RestoreRequested asked = kafka.await(
                        Topics.RESTORE_REQUESTED,
                        1,
                        each -> each.cluster().value().equals(cluster))
                .getFirst()
                .event();
        assertThat(asked.restoreId().value()).isEqualTo("overview-" + request);
        assertThat(asked.target()).isEqualTo(new RecoveryTarget.AtTime(Instant.parse(time + "Z")));
        assertThat(asked.place()).isEqualTo(new RestoreRequested.Place("/srv/restores/x", 5433));
        assertThat(asked.requestedBy()).isEqualTo("anna, on the overview");

        // what only restore-service can refuse is told by its event
        kafka.send(
                Topics.RESTORE_FAILED,
                cluster,
                new RestoreFailed(
                        asked.restoreId(),
                        asked.cluster(),
                        RestoreMode.LIVE,
                        null,
                        ErrorCode.REQUEST_INVALID,
                        "/srv/restores/x is below no allowed directory",
                        CLOCK.instant(),
                        List.of()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> browser(Shop.VIEWER)
                        .get("/overview")
                        .asString()
                        .contains("ago: /srv/restores/x is below no allowed directory"));
    }

    @Test
    void whatIsMissingOrUnknownIsSaidOnThePage() {
        form(Shop.OPERATOR)
                .formParam("request", request)
                .formParam("by", "  ")
                .post(path("backup"))
                .then()
                .statusCode(400)
                .body(containsString("by must say who asks"));
        form(Shop.OPERATOR)
                .formParam("request", "damaged")
                .formParam("by", "anna")
                .post(path("backup"))
                .then()
                .statusCode(400)
                .body(containsString("The form is damaged"));
        browser(Shop.VIEWER)
                .get("/overview/clusters/nobody-knows-it/restore")
                .then()
                .statusCode(404);
    }
}
