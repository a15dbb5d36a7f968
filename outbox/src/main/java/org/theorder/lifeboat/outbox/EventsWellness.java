package org.theorder.lifeboat.outbox;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether events flow: DOWN while Kafka takes none, or has not taken one of ours for half a minute, or dead
 * letters wait. Stops no traffic. */
@Wellness
@ApplicationScoped
class EventsWellness implements HealthCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final Gauges gauges;
    private final Announcer announcer;
    private final Clock clock;

    EventsWellness(Gauges gauges, Announcer announcer, Clock clock) {
        this.gauges = gauges;
        this.announcer = announcer;
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
        boolean kafka = announcer.heard();
        return response.withData("kafka", kafka ? "takes events" : "takes no events")
                .withData("outboxUnsent", now.unsent())
                .withData("outboxOldestAgeSeconds", age.toSeconds())
                .withData("inboxPending", now.pending())
                .withData("deadLetters", now.dead())
                .status(kafka && age.compareTo(TOLERATED) <= 0 && now.dead() == 0)
                .build();
    }
}
