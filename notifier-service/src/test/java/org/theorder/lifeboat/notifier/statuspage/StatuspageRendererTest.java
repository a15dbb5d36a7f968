package org.theorder.lifeboat.notifier.statuspage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Status;

class StatuspageRendererTest {
    static final List<String> ENDPOINTS = StatuspageSchemas.ENDPOINTS;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final StatuspageRenderer renderer = new StatuspageRenderer(Scenes.computation(), Scenes.IDENTITY);

    @ParameterizedTest
    @FieldSource("ENDPOINTS")
    void everyEndpointHasTheShapeOfStatuspageInEveryState(String endpoint) {
        for (Observations observed : List.of(
                Scenes.allGood(),
                Scenes.firstDay(),
                Scenes.majorOutage(),
                Scenes.resolvedToday(),
                Scenes.silent(),
                Scenes.maintenance(),
                Scenes.recovery(),
                Scenes.NOTHING)) {
            Status fresh = Scenes.computation().at(Scenes.NOW, observed);
            Status stale = Scenes.computation().stale(Scenes.NOW, observed);
            assertThat(StatuspageSchemas.faults(endpoint, text(fresh, endpoint)))
                    .isEmpty();
            assertThat(StatuspageSchemas.faults(endpoint, text(stale, endpoint)))
                    .isEmpty();
            assertThat(StatuspageSchemas.faultsOfStrict(endpoint, content(fresh, "/strict/api/v2/" + endpoint)))
                    .isEmpty();
        }
    }

    @Test
    void theSchemasRefuseWhatIsNotTheShape() {
        String good = text(Scenes.computation().at(Scenes.NOW, Scenes.majorOutage()), "summary.json");

        assertThat(StatuspageSchemas.faults("summary.json", good)).isEmpty();
        for (String wrong : List.of(
                good.replace("\"custom_tweet\":null,", ""),
                good.replace("\"indicator\":\"critical\"", "\"indicator\":\"unknown\""),
                good.replace(".000Z", "Z"),
                good.replace("\"group\":false", "\"group\":true"),
                good.replace("\"showcase\"", "\"show_case\""))) {
            assertThat(wrong).isNotEqualTo(good);
            assertThat(StatuspageSchemas.faults("summary.json", wrong)).isNotEmpty();
        }
    }

    @Test
    void theStrictSchemasRefuseWhatOnlyTheFullFormSays() {
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.maintenance());

        for (String endpoint :
                List.of("summary.json", "status.json", "components.json", "scheduled-maintenances.json")) {
            assertThat(StatuspageSchemas.faults(endpoint, text(status, endpoint)))
                    .isEmpty();
            assertThat(StatuspageSchemas.faultsOfStrict(endpoint, text(status, endpoint)))
                    .as(endpoint)
                    .isNotEmpty();
        }
    }

    @Test
    void theDocumentsAreThoseOfTheGoldenFiles() throws Exception {
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.majorOutage());

        golden("summary-major-outage.json", text(status, "summary.json"));
        golden("incidents-major-outage.json", text(status, "incidents.json"));
        golden("summary-unknown.json", text(Scenes.computation().at(Scenes.NOW, Scenes.silent()), "summary.json"));
    }

    @Test
    void unresolvedHasOnlyWhatIsOpenAndTheNewestComesFirst() throws Exception {
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.majorOutage());

        JsonNode all = JSON.readTree(text(status, "incidents.json")).path("incidents");
        JsonNode open = JSON.readTree(text(status, "incidents/unresolved.json")).path("incidents");

        assertThat(all.findValuesAsText("name"))
                .contains("Shop database does not answer", "The copy of the ledger is behind");
        assertThat(open).hasSize(1);
        assertThat(open.path(0).path("incident_updates").findValuesAsText("status"))
                .startsWith("identified", "investigating");
        JsonNode first = open.path(0)
                .path("incident_updates")
                .path(2)
                .path("affected_components")
                .path(0);
        assertThat(first.path("name").asText()).isEqualTo("Databases - Shop database");
        assertThat(first.path("old_status").asText()).isEqualTo("operational");
        assertThat(first.path("new_status").asText()).isEqualTo("major_outage");
    }

    @Test
    void aResolvedIncidentWithAPostmortemHasThatStatusAndHurtsNobody() throws Exception {
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.explained());

        assertThat(StatuspageSchemas.faults("incidents.json", text(status, "incidents.json")))
                .isEmpty();
        JsonNode incident = JSON.readTree(text(status, "incidents.json")).at("/incidents/0");
        assertThat(incident.path("status").asText()).isEqualTo("postmortem");
        assertThat(incident.path("resolved_at").asText()).isEqualTo("2026-11-22T11:57:11.000Z");
        assertThat(incident.at("/incident_updates/0/status").asText()).isEqualTo("postmortem");
        assertThat(incident.at("/incident_updates/0/affected_components/0/new_status")
                        .asText())
                .isEqualTo("operational");
        assertThat(status.open()).isEmpty();
    }

    @Test
    void whatIsUnknownIsNeverCalledOperational() throws Exception {
        JsonNode summary = JSON.readTree(text(Scenes.computation().at(Scenes.NOW, Scenes.silent()), "summary.json"));

        assertThat(summary.path("status").path("indicator").asText()).isEqualTo("minor");
        assertThat(summary.path("components").findValuesAsText("status")).containsOnly("degraded_performance");
        assertThat(summary.path("x_lifeboat").path("unknown_components")).hasSize(3);
        assertThat(summary.path("x_lifeboat").path("data_safe_through").isNull())
                .isTrue();
    }

    @Test
    void maintenanceIsSaidInTheFullFormAndHiddenInTheStrictOne() throws Exception {
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.maintenance());

        JsonNode full = JSON.readTree(text(status, "summary.json"));
        JsonNode strict = JSON.readTree(content(status, "/strict/api/v2/summary.json"));

        assertThat(full.path("status").path("indicator").asText()).isEqualTo("maintenance");
        assertThat(full.path("components").findValuesAsText("status")).contains("under_maintenance");
        assertThat(full.path("scheduled_maintenances").findValuesAsText("name"))
                .containsSubsequence("New certificates for the website", "The ledger moves to PostgreSQL 18");
        assertThat(strict.path("status").path("indicator").asText()).isEqualTo("none");
        assertThat(strict.toString()).doesNotContain("under_maintenance").doesNotContain("x_lifeboat");
        assertThat(strict.path("scheduled_maintenances").findValuesAsText("impact"))
                .containsOnly("none");
        assertThat(JSON.readTree(text(status, "scheduled-maintenances/upcoming.json"))
                        .path("scheduled_maintenances"))
                .hasSize(1);
        assertThat(JSON.readTree(text(status, "scheduled-maintenances/active.json"))
                        .path("scheduled_maintenances"))
                .hasSize(1);
    }

    @Test
    void aRunningRecoveryIsToldWithItsExpectationAndWhatThatRestsOn() throws Exception {
        JsonNode recovery = JSON.readTree(text(Scenes.computation().at(Scenes.NOW, Scenes.recovery()), "summary.json"))
                .path("x_lifeboat")
                .path("recovery");

        assertThat(recovery.toString())
                .isEqualTo(
                        "{\"plan\":\"restore shop\",\"step\":3,\"steps\":5,\"eta_from\":\"2026-11-22T12:08:02.000Z\","
                                + "\"eta_to\":\"2026-11-22T12:11:02.000Z\",\"basis\":\"23 drills\"}");
    }

    private String text(Status status, String endpoint) {
        return content(status, "/api/v2/" + endpoint);
    }

    private String content(Status status, String path) {
        Document document = renderer.documents(status).get(path);
        return new String(document.content(), StandardCharsets.UTF_8);
    }

    private static void golden(String name, String json) throws Exception {
        Golden.check(name, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(JSON.readTree(json)));
    }
}
