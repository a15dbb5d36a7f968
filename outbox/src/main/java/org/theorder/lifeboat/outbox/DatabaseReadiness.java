package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the service's own database answers. Kafka is not asked: without it the service works on. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements HealthCheck {
    private final Gauges gauges;

    DatabaseReadiness(Gauges gauges) {
        this.gauges = gauges;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database")
                .status(gauges.last() != null)
                .build();
    }
}
