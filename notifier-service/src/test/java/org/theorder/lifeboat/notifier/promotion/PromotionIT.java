package org.theorder.lifeboat.notifier.promotion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.PagePromoted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.TestEvents;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Promotions over REST and Kafka, to the page, the API and what other regions read. Each test leaves this region in charge. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class PromotionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Promotions promotions;

    @Inject
    PromotionStore store;

    @AfterEach
    void comeBack() {
        promote("the test is over");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/")).doesNotContain("This page is superseded"));
    }

    @Test
    void anotherRegionTakesOverAndThisOneTakesItBack() {
        long epoch = promote("to know the epoch").jsonPath().getLong("epoch");
        try (TestEvents events = new TestEvents(kafka)) {
            events.send(Topics.PAGE_PROMOTED, "dr", promoted(epoch + 1));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(get("/"))
                        .contains("This page is superseded")
                        .contains("Region dr publishes the status page since")
                        .contains("class=\"grey\"");
                String summary = get("/api/v2/summary.json");
                assertThat(summary).contains("\"superseded_by\":\"dr\"").contains("\"epoch\":" + (epoch + 1));
                assertThat(JsonPath.from(summary).getList("components.status")).doesNotContain("operational");
                assertThat(get("/epoch.json")).contains("\"epoch\":" + (epoch + 1) + ",\"region\":\"dr\"");
                assertThat(get("/status.txt")).contains("This page is superseded");
            });

            // an older one that comes late, and the same once more, change nothing
            events.send(Topics.PAGE_PROMOTED, "local", promoted("local", epoch));
            events.send(Topics.PAGE_PROMOTED, "dr", promoted(epoch + 1));

            Response back = promote("dr was a mistake");
            assertThat(back.jsonPath().getLong("epoch")).isEqualTo(epoch + 2);
            await().atMost(PATIENCE).untilAsserted(() -> {
                events.allIsWell(Scenes.SHOP);
                assertThat(get("/")).doesNotContain("This page is superseded").contains("data safe up to");
                assertThat(get("/api/v2/summary.json")).contains("\"superseded_by\":null");
            });
            assertThat(promotions.standing()).isInstanceOf(Standing.InCharge.class);
        }
    }

    @Test
    void whatAnotherRegionsPageSaysCountsWithoutKafka() {
        long epoch = promote("to know the epoch").jsonPath().getLong("epoch");
        Promotion other = new Promotion(epoch + 1, new RegionName("dr"), Instant.now(), "told by its page");

        promotions.heard(other.region(), Instant.now().plus(Duration.ofDays(1)), other);

        assertThat(promotions.standing()).isInstanceOf(Standing.Superseded.class);
        assertThat(promotions.standing().promotion().epoch()).isEqualTo(epoch + 1);
        assertThat(store.heard().get(other.region())).isBeforeOrEqualTo(Instant.now());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/")).contains("This page is superseded"));
    }

    @Test
    void aPromotionNeedsAReasonAndAnOperator() {
        assertThat(promote(" ").statusCode()).isEqualTo(400);
        assertThat(given().auth()
                        .oauth2(NotifierServers.VIEWER)
                        .contentType(ContentType.JSON)
                        .body(Map.of("reason", "mine"))
                        .post("/promotions")
                        .statusCode())
                .isEqualTo(403);
        assertThat(given().auth()
                        .oauth2(NotifierServers.VIEWER)
                        .get("/promotions")
                        .statusCode())
                .isEqualTo(200);
    }

    private static PagePromoted promoted(long epoch) {
        return promoted("dr", epoch);
    }

    private static PagePromoted promoted(String region, long epoch) {
        return new PagePromoted(new RegionName(region), epoch, "local does not answer", Instant.now());
    }

    private static Response promote(String reason) {
        return given().auth()
                .oauth2(NotifierServers.OPERATOR)
                .contentType(ContentType.JSON)
                .body(Map.of("reason", reason))
                .post("/promotions");
    }

    private static String get(String path) {
        return given().get(path).asString();
    }
}
