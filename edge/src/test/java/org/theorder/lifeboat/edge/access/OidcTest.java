package org.theorder.lifeboat.edge.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.operator;
import static org.theorder.lifeboat.edge.Caller.viewer;
import static org.theorder.lifeboat.edge.Caller.withToken;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OIDC is switched on by configuration alone: what {@link LocalIssuer#start} returns. */
@QuarkusTest
@QuarkusTestResource(value = LocalIssuer.class, restrictToAnnotatedClass = true)
class OidcTest {
    @Inject
    Clock clock;

    private Instant now;

    @BeforeEach
    void readClock() {
        now = clock.instant();
    }

    private static int read(String token) {
        return withToken(token).get("/boats").statusCode();
    }

    private static int write(String token) {
        return withToken(token).delete("/boats/shop").statusCode();
    }

    @Test
    void rolesComeFromTheClaims() {
        String viewer = LocalIssuer.token(now, "lifeboat", List.of("staff", "viewer"));
        assertThat(read(viewer)).isEqualTo(200);
        assertThat(write(viewer)).isEqualTo(403);

        String operator = LocalIssuer.token(now, "lifeboat", List.of("operator"));
        assertThat(read(operator)).isEqualTo(200);
        assertThat(write(operator)).isEqualTo(204);
    }

    @Test
    void knownPersonWithoutARoleStaysOutside() {
        String token = LocalIssuer.token(now, "lifeboat", List.of("staff", "VIEWER", "viewers"));

        assertThat(read(token)).isEqualTo(403);
        assertThat(write(token)).isEqualTo(403);
        assertThat(withToken(token).get("/q/metrics").statusCode()).isEqualTo(403);
    }

    @Test
    void tokenOfTheWrongTimeAudienceOrKeyIsNobodys() {
        assertThat(read(LocalIssuer.token(now.minus(Duration.ofHours(1)), "lifeboat", List.of("operator"))))
                .isEqualTo(401);
        assertThat(read(LocalIssuer.token(now, "payroll", List.of("operator")))).isEqualTo(401);
        assertThat(read(LocalIssuer.forged(now, "lifeboat", List.of("operator"))))
                .isEqualTo(401);
        assertThat(read("neither.a.token")).isEqualTo(401);
    }

    @Test
    void refusalIsAProblemHereToo() {
        var refused = withToken("neither.a.token").get("/boats");

        assertThat(refused.contentType()).isEqualTo("application/problem+json");
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    }

    @Test
    void staticTokensWorkBesideIt() {
        assertThat(viewer().get("/boats").statusCode()).isEqualTo(200);
        assertThat(operator().delete("/boats/shop").statusCode()).isEqualTo(204);
        assertThat(nobody().get("/boats").statusCode()).isEqualTo(401);
    }
}
