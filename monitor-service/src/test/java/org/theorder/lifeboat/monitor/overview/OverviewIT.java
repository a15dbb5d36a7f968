package org.theorder.lifeboat.monitor.overview;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.edge.testing.EndpointWalk;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Shop;

@QuarkusTest
class OverviewIT {
    private static final Clock CLOCK = Clock.systemUTC();

    private final String cluster = "c-" + UUID.randomUUID().toString().substring(0, 8);

    @TestHTTPResource("/")
    URI base;

    private static Response page(String path) {
        return given().auth().oauth2(Shop.VIEWER).accept("text/html").get(path);
    }

    @Test
    void everythingIsLocked() {
        int requests = new EndpointWalk(base, Shop.VIEWER).assertLocked();

        assertThat(requests).isGreaterThan(8);
    }

    @Test
    void aBrowserWithoutATokenIsSentToTheSignIn() {
        given().redirects()
                .follow(false)
                .accept("text/html")
                .get("/overview")
                .then()
                .statusCode(303)
                .header("Location", "/sign-in?next=%2Foverview");
    }

    @Test
    void answersBothQuestionsForACluster() {
        Instant now = CLOCK.instant();
        try (Kafka kafka = new Kafka()) {
            kafka.send(
                    Topics.PROTECTION_REPORTED,
                    cluster,
                    Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
            kafka.send(Topics.BACKUP_COMPLETED, cluster, Samples.backup(cluster, now.minusSeconds(60)));
            kafka.send(Topics.RESTORE_COMPLETED, cluster, Samples.restore(cluster, null, now));
        }

        await().untilAsserted(() -> page("/overview")
                .then()
                .statusCode(200)
                .body(containsString("Are we safe right now?"))
                .body(containsString("Could we recover?"))
                .body(containsString(">" + cluster + "</h3>"))
                .body(containsString("RPO now: "))
                .body(containsString("351.2 MiB, 2 of 2 checks passed"))
                .body(containsString("Restore time, measured")));
    }

    @Test
    void foreignTextIsEscaped() {
        try (Kafka kafka = new Kafka()) {
            kafka.send(
                    Topics.BACKUP_FAILED,
                    cluster,
                    new BackupFailed(
                            null,
                            new ClusterName(cluster),
                            BackupKind.FULL,
                            ErrorCode.INTERNAL,
                            "<script>alert('" + cluster + "')</script>",
                            CLOCK.instant(),
                            CLOCK.instant(),
                            null,
                            null,
                            null,
                            null));
        }

        await().untilAsserted(() ->
                assertThat(Api.open("backup-failed", cluster + "/full")).hasSize(1));
        page("/overview")
                .then()
                .body(containsString("&lt;script&gt;alert(&#39;" + cluster))
                .body(not(containsString("<script>alert")));
    }

    @Test
    void allowsNothingButItsOwnStyleAndScript() {
        String policy = page("/overview").getHeader("Content-Security-Policy");

        assertThat(policy)
                .startsWith("default-src 'none'; style-src 'sha256-")
                .contains("script-src 'sha256-")
                .doesNotContain("unsafe");
    }

    @Test
    void worksWithoutJavaScriptAndCanStandStill() {
        page("/overview").then().body(containsString("<noscript><meta http-equiv=\"refresh\""));
        page("/overview?refresh=off")
                .then()
                .body(not(containsString("http-equiv=\"refresh\"")))
                .body(not(containsString("<script")));
    }

    @Test
    void metricsAndHealthAnswerTheirQuestions() {
        Instant now = CLOCK.instant();
        try (Kafka kafka = new Kafka()) {
            kafka.send(
                    Topics.PROTECTION_REPORTED,
                    cluster,
                    Samples.protection(cluster, now, now, "0/5000000", "0/5000000"));
        }
        // not by REST Assured's matchers: they print the whole body at every try
        await().atMost(Duration.ofSeconds(20))
                .until(() -> given().auth()
                        .oauth2(Shop.VIEWER)
                        .get("/q/metrics")
                        .asString()
                        .contains("lifeboat_rpo_now_seconds{cluster=\"" + cluster + "\",region=\"dr\"}"));
        assertThat(given().auth().oauth2(Shop.VIEWER).get("/q/metrics").asString())
                .contains(
                        "\nlifeboat_incidents_open ",
                        "\nlifeboat_checks_failing ",
                        "\nlifeboat_checks_unknown ",
                        "\nlifeboat_evaluation_age_seconds ");
        Api.viewer().get("/q/health/well").then().body(containsString("evaluation"));
        given().get("/readyz").then().statusCode(200);
    }

    @Test
    void errorsAreProblems() {
        Api.viewer()
                .get("/incidents/no-such-incident")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:lifeboat:problem:not-found"));
        Api.viewer().get("/incidents?state=lost").then().statusCode(400);
        Api.viewer().get("/incidents/NOT-AN-ID").then().statusCode(400);
    }
}
