package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.operator;
import static org.theorder.lifeboat.edge.Caller.viewer;
import static org.theorder.lifeboat.edge.Caller.withToken;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class LockedByDefaultTest {
    @ParameterizedTest
    @ValueSource(strings = {"/boats", "/boats/shop", "/q/health", "/q/metrics", "/q/openapi", "/no/such/path"})
    void readingNeedsAToken(String path) {
        assertThat(nobody().get(path).statusCode()).isEqualTo(401);
        assertThat(withToken("wrong").get(path).statusCode()).isEqualTo(401);
        assertThat(nobody().head(path).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/boats", "/q/health", "/q/metrics", "/q/openapi"})
    void viewerReads(String path) {
        assertThat(viewer().accept("*/*").get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/open/page", "/livez", "/readyz"})
    void publicPathsAreReadWithoutAToken(String path) {
        assertThat(nobody().get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/open/page"})
    void publicPathsAreNotWrittenWithoutAToken(String path) {
        assertThat(nobody().post(path).statusCode()).isEqualTo(401);
        assertThat(nobody().delete(path).statusCode()).isEqualTo(401);
    }

    /** The resource has no annotation: the policy alone must hold. */
    @Test
    void writingNeedsAnOperatorEvenWhereTheResourceForgotToSay() {
        assertThat(nobody().post("/boats").statusCode()).isEqualTo(401);
        assertThat(viewer().post("/boats").statusCode()).isEqualTo(403);
        assertThat(operator()
                        .contentType("application/json")
                        .body("{}")
                        .post("/boats")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void operatorIsAViewerToo() {
        assertThat(operator().get("/boats").statusCode()).isEqualTo(200);
        assertThat(operator().get("/boats/shop").jsonPath().getString("detail")).startsWith("there is no boat shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/open/../boats",
                "/open/%2e%2e/boats",
                "/open//../boats",
                "/open;a=b/../boats",
                "/open%2f..%2fboats",
                "/open/..%2fboats",
                "//boats",
                "/./boats",
                "/boats/",
                "/boats;open",
                "/BOATS",
                "/open/%5c..%5c..%5cboats"
            })
    void noSpellingOfALockedPathIsOpen(String path) {
        int status = nobody().urlEncodingEnabled(false).get(path).statusCode();

        // 400 and 404: refused before or without reaching the boats
        assertThat(status).isIn(400, 401, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dGVzdC12aWV3ZXI=", "Bearer", "Bearer ", "test-viewer", "bearer\ttest-viewer", ""})
    void otherAuthorizationsAreNobody(String authorization) {
        assertThat(nobody().header("Authorization", authorization).get("/boats").statusCode())
                .isEqualTo(401);
    }

    @Test
    void schemeIsReadInAnyCase() {
        assertThat(nobody().header("Authorization", "bearer test-viewer")
                        .get("/boats")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersForbidSniffingFramingAndStoring() {
        var headers = viewer().get("/boats").headers();

        assertThat(headers.getValue("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(headers.getValue("X-Frame-Options")).isEqualTo("DENY");
        assertThat(headers.getValue("Cache-Control")).isEqualTo("no-store");
    }
}
