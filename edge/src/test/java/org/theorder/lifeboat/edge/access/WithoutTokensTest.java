package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.viewer;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutTokensTest.NoTokens.class)
class WithoutTokensTest {
    private static final Path TOKENS = Path.of("target", "tokens-that-come-later.properties");

    public static class NoTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("lifeboat.edge.tokens", TOKENS.toString());
        }
    }

    @AfterEach
    void removeTokens() throws IOException {
        Files.deleteIfExists(TOKENS);
    }

    @Test
    void everythingIsLockedUntilTheTokensComeAndThenWithoutARestart() throws IOException {
        assertThat(viewer().get("/boats").statusCode()).isEqualTo(401);
        assertThat(nobody().get("/boats").statusCode()).isEqualTo(401);
        assertThat(nobody().get("/livez").statusCode()).isEqualTo(200);
        assertThat(nobody().get("/readyz").statusCode()).isEqualTo(200);
        assertThat(nobody().get("/").statusCode()).isEqualTo(200);
        assertThat(nobody().accept("text/html")
                        .formParam("token", "test-viewer")
                        .post("/sign-in")
                        .asString())
                .contains("No token is valid at the moment");

        Files.writeString(TOKENS, "viewer=" + Tokens.sha256("test-viewer"));

        assertThat(viewer().get("/boats").statusCode()).isEqualTo(200);
        assertThat(viewer().get("/q/health").asString()).contains("valid tokens are known");
    }
}
