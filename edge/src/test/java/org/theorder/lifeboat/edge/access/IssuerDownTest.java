package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.viewer;
import static org.theorder.lifeboat.edge.Caller.withToken;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recovery must not need the identity provider. */
@QuarkusTest
@TestProfile(IssuerDownTest.NobodyListens.class)
class IssuerDownTest {
    public static class NobodyListens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // port 1 (tcpmux) is reserved and refuses
            return Map.of("quarkus.oidc.tenant-enabled", "true", "quarkus.oidc.auth-server-url", "http://127.0.0.1:1");
        }
    }

    @Test
    void staticTokensWorkOn() {
        assertThat(viewer().get("/boats").statusCode()).isEqualTo(200);
        assertThat(nobody().get("/boats").statusCode()).isEqualTo(401);
        assertThat(nobody().get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void otherTokensCannotBeCheckedNow() {
        var answer = withToken("eyJhbGciOiJSUzI1NiJ9.e30.c2ln").get("/boats");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.jsonPath().getString("detail")).contains("identity provider");
    }
}
