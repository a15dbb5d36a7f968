package org.theorder.lifeboat.notifier.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.TestEvents;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.PageClients;

/** A client from the npm registry, unchanged, reads the API, and so does a script of another website. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class StatuspageClientIT {
    @TestHTTPResource("/")
    String base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Test
    void theClientStatuspageIoReadsEveryEndpoint() {
        PageClients clients = PageClients.installed();
        Incident incident = TestEvents.open("client-" + UUID.randomUUID(), "Seen by a client");
        try (TestEvents events = new TestEvents(kafka)) {
            events.allIsWell(Scenes.SHOP);
            events.opened(incident, "It does not answer.");
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                JsonNode read = clients.run("statuspage-io.cjs", List.of(base));
                assertThat(read.path("unresolved").path("incidents").findValuesAsText("name"))
                        .contains("Seen by a client");
                assertThat(read.path("incidents").path("incidents").findValuesAsText("id"))
                        .contains(incident.id().value());
                assertThat(read.path("summary").path("status").path("indicator").asText())
                        .isEqualTo("critical");
                assertThat(read.path("status")
                                .path("status")
                                .path("description")
                                .asText())
                        .isEqualTo("Major System Outage");
                assertThat(read.path("components").path("components").findValuesAsText("name"))
                        .contains("Shop database");
                for (String list : List.of("maintenances", "upcoming", "active")) {
                    assertThat(read.path(list).path("scheduled_maintenances").isArray())
                            .isTrue();
                }
            });
            events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "Over.");
        }
    }

    /**
     * The package {@code react-statuspage} is not in the npm registry any more, so this makes the reads that components of its
     * kind make, and proves nothing about its own code.
     */
    @Test
    void aScriptOfAnotherWebsiteReadsWhatComponentsForReactRead() {
        PageClients clients = PageClients.installed();
        Path chromium = PageClients.chromium();
        Incident incident = TestEvents.open("website-" + UUID.randomUUID(), "Seen by another website");
        try (TestEvents events = new TestEvents(kafka)) {
            events.opened(incident, "It does not answer.");
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                JsonNode read = clients.run("other-website.cjs", List.of(chromium.toString(), base));
                for (String path : List.of("api/v2/summary.json", "strict/api/v2/summary.json")) {
                    assertThat(read.path(path).path("incidents").toString()).contains("Seen by another website");
                }
                read.forEach(answer -> {
                    assertThat(answer.path("indicator").asText()).isEqualTo("critical");
                    assertThat(answer.path("afterAsking").asText()).isEqualTo("critical");
                });
            });
            events.resolved(TestEvents.next(incident, IncidentStatus.RESOLVED), "Over.");
        }
    }
}
