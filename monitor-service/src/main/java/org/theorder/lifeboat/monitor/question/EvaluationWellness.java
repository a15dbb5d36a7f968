package org.theorder.lifeboat.monitor.question;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether anybody is looking: DOWN if no replica has evaluated the checks for half a minute. Stops no traffic, because
 * the pages that say so must stay reachable.
 */
@Wellness
@ApplicationScoped
class EvaluationWellness implements HealthCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final Questions questions;

    EvaluationWellness(Questions questions) {
        this.questions = questions;
    }

    @Override
    public HealthCheckResponse call() {
        Duration age = questions.evaluationAge();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("evaluation");
        return age == null
                ? response.withData("problem", "the checks were never evaluated, or the database is away")
                        .down()
                        .build()
                : response.withData("ageSeconds", age.toSeconds())
                        .status(age.compareTo(TOLERATED) <= 0)
                        .build();
    }
}
