package org.theorder.lifeboat.notifier;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.edge.testing.EndpointWalk;
import org.theorder.lifeboat.notifier.statuspage.StatuspageSchemas;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What HTTP promises about page and API, and that everything else is locked. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class PublicApiIT {
    static final List<String> ENDPOINTS = StatuspageSchemas.ENDPOINTS;

    @TestHTTPResource("/")
    URL base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @BeforeEach
    void somethingToSay() {
        try (TestEvents events = new TestEvents(kafka)) {
            events.allIsWell(Scenes.SHOP);
        }
        await().atMost(Duration.ofSeconds(15))
                .until(() -> given().get("/status.txt").asString().contains("data safe up to"));
    }

    @ParameterizedTest
    @FieldSource("ENDPOINTS")
    void everyEndpointAnswersGetAndHeadToAnybodyOfAnyOriginInTheShapeOfStatuspage(String endpoint) {
        Response get = given().header("Origin", "https://elsewhere.example").get("/api/v2/" + endpoint);

        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.contentType()).startsWith("application/json");
        assertThat(get.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(get.header("Cache-Control"))
                .isEqualTo("public, max-age=15, stale-while-revalidate=86400, stale-if-error=604800");
        assertThat(StatuspageSchemas.faults(endpoint, get.asString())).isEmpty();

        Response head = given().head("/api/v2/" + endpoint);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.asByteArray()).isEmpty();
        assertThat(head.header("ETag")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/status.txt",
                "/history",
                "/history.rss",
                "/history.atom",
                "/feed.json",
                "/maintenance.ics",
                "/api/v2/components.json",
                "/strict/api/v2/components.json"
            })
    void whoHasItAlreadyGetsNothing(String path) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            String tag = given().get(path).header("ETag");
            Response again = given().header("If-None-Match", tag).get(path);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.asByteArray()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(tag);
            assertThat(again.header("Cache-Control")).contains("max-age=15");
        });
        assertThat(given().header("If-None-Match", "\"another\"").get(path).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @FieldSource("ENDPOINTS")
    void theStrictFormAnswersTheSameWay(String endpoint) {
        Response get = given().header("Origin", "https://elsewhere.example").get("/strict/api/v2/" + endpoint);

        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(StatuspageSchemas.faultsOfStrict(endpoint, get.asString())).isEmpty();
        assertThat(given().head("/strict/api/v2/" + endpoint).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/summary.json", "/strict/api/v2/summary.json"})
    void aBrowserThatAsksFirstIsToldThatItMayRead(String path) {
        Response answer = given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "x-requested-with")
                .options(path);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET");
    }

    @Test
    void pagesAllowOnlyTheirOwnStyleAndScript() {
        Response page = given().get("/");

        assertThat(page.contentType()).isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(given().get("/status.txt").contentType()).startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/incidents/none", "/nothing", "/favicon.ico", "/wp-admin/setup.php", "/.env"})
    void anAddressThatMeansNothingIsARealNotFoundWithAPage(String path) {
        Response answer = given().get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.asString()).contains("There is no such page");
        assertThat(given().head(path).statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownEndpointOfTheApiIsARealNotFound() {
        assertThat(given().get("/api/v2/unknown.json").statusCode()).isEqualTo(404);
    }

    @Test
    void everythingElseIsLocked() {
        int requests = new EndpointWalk(URI.create(base.toString()), NotifierServers.VIEWER)
                .open(
                        "/",
                        "/history",
                        "/incidents/*",
                        "/status.txt",
                        "/history.rss",
                        "/history.atom",
                        "/feed.json",
                        "/maintenance.ics",
                        "/epoch.json",
                        "/api/v2/*",
                        "/strict/api/v2/*",
                        "/subscribe",
                        "POST /subscribe",
                        "/subscribe/confirm/*",
                        "POST /subscribe/confirm/*",
                        "/unsubscribe/*",
                        "POST /unsubscribe/*")
                .assertLocked();

        assertThat(requests).isGreaterThan(10);
    }

    @Test
    void noPathOfThisServiceIsTakenForATypingError() {
        Set<String> paths = given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/q/openapi?format=json")
                .jsonPath()
                .<String, Object>getMap("paths")
                .keySet();

        assertThat(paths).contains("/deliveries", "/", "/api/v2/summary.json", "/dead-letters");
        for (String path : paths) {
            Response answer = given().get(path.replaceAll("\\{[^}]*}", "some"));
            assertThat(answer.statusCode() == 404 && !path.contains("{"))
                    .as("%s is missing in PageRoute", path)
                    .isFalse();
        }
    }

    @Test
    void theLedgerIsForThoseWithAToken() {
        assertThat(given().get("/deliveries").statusCode()).isEqualTo(401);
        assertThat(given().get("/deliveries/page").statusCode()).isEqualTo(401);
        Response page = given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/deliveries/page");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        Response wrong = given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/deliveries?state=LOST");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.contentType()).startsWith("application/problem+json");
        assertThat(wrong.asString()).contains("urn:lifeboat:problem:request-invalid");
    }

    @Test
    void healthAndMetricsSayHowPageAndDeliveriesAre() {
        String metrics = given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/q/metrics")
                .asString();
        String health = given().header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .get("/q/health/ready")
                .asString();

        assertThat(metrics)
                .contains("lifeboat_deliveries_unsent_oldest_age")
                .contains("lifeboat_deliveries_dead")
                .contains("lifeboat_page_age");
        assertThat(health).contains("status-page");
    }
}
