package org.theorder.lifeboat.edge.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.edge.Caller.nobody;
import static org.theorder.lifeboat.edge.Caller.viewer;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProbeTest {
    /** Something that can fail, with a reason that is nobody's business. */
    @Readiness
    @Liveness
    @ApplicationScoped
    public static class Pump implements HealthCheck {
        volatile boolean broken;

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("pump")
                    .status(!broken)
                    .withData("reason", "internal detail")
                    .build();
        }

        void breakDown(boolean down) {
            broken = down;
        }
    }

    @Inject
    @Readiness
    Pump pump;

    @AfterEach
    void repair() {
        pump.breakDown(false);
    }

    @Test
    void oneWordAndNoDetails() {
        assertThat(nobody().get("/livez").asString()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(nobody().get("/readyz").asString()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(viewer().get("/q/health").asString()).contains("pump", "internal detail");
    }

    @Test
    void downIs503() {
        pump.breakDown(true);

        assertThat(nobody().get("/livez").statusCode()).isEqualTo(503);
        assertThat(nobody().get("/readyz").statusCode()).isEqualTo(503);
        assertThat(nobody().get("/readyz").asString()).isEqualTo("{\"status\":\"DOWN\"}");
    }
}
