package org.theorder.lifeboat.edge.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.viewer;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EdgeOpenApiTest {
    private JsonPath openApi;

    @BeforeEach
    void read() {
        openApi = viewer().get("/q/openapi?format=json").jsonPath();
    }

    @Test
    void valuesAreTextAsOnTheWire() {
        for (String value : new String[] {"ClusterName", "Lsn"}) {
            assertThat(openApi.getString("components.schemas." + value + ".type"))
                    .isEqualTo("string");
            assertThat(openApi.getMap("components.schemas." + value + ".properties"))
                    .isNull();
        }
        assertThat(openApi.getList("components.schemas.BackupKind.enum", String.class))
                .containsExactly("full", "incremental");
    }

    @Test
    void everythingNeedsATokenExceptTheProbes() {
        assertThat(openApi.getString("components.securitySchemes.token.scheme")).isEqualTo("bearer");
        assertThat(openApi.getList("security")).hasSize(1);
        assertThat(openApi.getList("paths.'/livez'.get.security")).isEmpty();
        assertThat(openApi.getList("paths.'/boats'.get.security")).isNull();
    }

    @Test
    void errorsAreProblems() {
        assertThat(openApi.getString(
                        "paths.'/boats'.get.responses.default.content.'application/problem+json'.schema.$ref"))
                .isEqualTo("#/components/schemas/Problem");
        assertThat(openApi.getList("components.schemas.Problem.required", String.class))
                .containsExactly("type", "title", "status", "detail", "instance");
    }
}
