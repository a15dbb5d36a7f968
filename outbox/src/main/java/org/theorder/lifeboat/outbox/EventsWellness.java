package org.theorder.lifeboat.outbox;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether events flow: DOWN if Kafka has not taken one for half a minute, or if dead letters wait. Stops no traffic. */
@Wellness
@ApplicationScoped
class EventsWellness implements HealthCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final Gauges gauges;
    private final Clock clock;

    EventsWellness(Gauges gauges, Clock clock) {
        this.gauges = gauges;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("events");
        Gauges.Measured now = gauges.last();
        if (now == null) {
            return response.withData("problem", "the database is away").down().build();
        }
        Duration age = now.oldestAge(clock.instant());
        return response.withData("outboxUnsent", now.unsent())
                .withData("outboxOldestAgeSeconds", age.toSeconds())
                .withData("inboxPending", now.pending())
                .withData("deadLetters", now.dead())
                .status(age.compareTo(TOLERATED) <= 0 && now.dead() == 0)
                .build();
    }
}
