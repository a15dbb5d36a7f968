package org.theorder.lifeboat.notifier.page;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that the page says something about the present. */
@Readiness
@ApplicationScoped
class PageReadiness implements HealthCheck {
    private final PageBuilder builder;

    PageReadiness(PageBuilder builder) {
        this.builder = builder;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("status-page")
                .withData("ageSeconds", builder.publication().age().toSeconds())
                .status(builder.isUpToDate())
                .build();
    }
}
