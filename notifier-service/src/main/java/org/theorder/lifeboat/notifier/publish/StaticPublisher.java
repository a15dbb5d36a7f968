package org.theorder.lifeboat.notifier.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.PageSettings;
import org.theorder.lifeboat.notifier.page.Pages;
import org.theorder.lifeboat.notifier.page.WholeEdition;
import org.theorder.lifeboat.outbox.Loop;

/**
 * Writes each edition out, on a thread of its own: a slow or full disk never holds up the page that the service serves. It
 * is tried again until it succeeds; a copy that is not renewed says so itself after two minutes, in the reader's browser.
 */
@Wellness
@ApplicationScoped
class StaticPublisher implements HealthCheck {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final @Nullable StaticFiles files;
    private final Pages pages;
    private final Duration staleAfter;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Loop loop = Loop.virtual("static-pages", _ -> round());
    private volatile Instant published;

    StaticPublisher(PublishSettings settings, PageSettings page, Pages pages, Clock clock, MeterRegistry meters) {
        this.files = settings.directory().map(StaticFiles::new).orElse(null);
        this.pages = pages;
        this.staleAfter = page.staleAfter();
        this.clock = clock;
        this.meters = meters;
        this.published = clock.instant();
    }

    void start(@Observes StartupEvent event) {
        if (files != null) {
            meters.gauge(
                    "lifeboat.page.published.age",
                    this,
                    publisher -> publisher.age().toMillis() / 1000.0);
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (files != null) {
            loop.stop();
            loop.join(END_WITHIN);
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("static-pages")
                .withData("ageSeconds", files == null ? 0 : age().toSeconds())
                .status(files == null || age().compareTo(staleAfter) <= 0)
                .build();
    }

    private void round() throws InterruptedException {
        WholeEdition edition = pages.wholeEdition();
        if (files != null && edition != null && edition.builtAt().isAfter(published)) {
            try {
                files.write(edition.documents());
            } catch (IOException e) {
                throw new LifeboatException(
                        ErrorCode.NO_SPACE, "the status page cannot be written as files: " + e.getMessage(), e);
            }
            published = edition.builtAt();
        }
        Thread.sleep(LOOK);
    }

    private Duration age() {
        return Duration.between(published, clock.instant());
    }
}
