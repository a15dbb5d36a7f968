package org.theorder.lifeboat.notifier.delivery;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether people are told: DOWN while a message is owed for minutes, or if one is dead. Stops no traffic. */
@Wellness
@ApplicationScoped
class DeliveryWellness implements HealthCheck {
    private static final Duration TOLERATED = Duration.ofMinutes(5);

    private final DeliveryGauges gauges;

    DeliveryWellness(DeliveryGauges gauges) {
        this.gauges = gauges;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("deliveries");
        Backlog now = gauges.last();
        if (now == null) {
            return response.withData("problem", "the database is away").down().build();
        }
        return response.withData("unsent", now.unsent())
                .withData("oldestAgeSeconds", now.oldestAge().toSeconds())
                .withData("dead", now.dead())
                .status(now.dead() == 0 && now.oldestAge().compareTo(TOLERATED) <= 0)
                .build();
    }
}
