package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Loop;

/** Looks every minute whether the channels are to be tried. */
@ApplicationScoped
class CanaryTimer {
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final boolean enabled;
    private final Loop loop;

    CanaryTimer(Canaries canaries, CanarySettings settings, Clock clock) {
        this.enabled = settings.enabled();
        this.loop = Loop.virtual("canaries", _ -> {
            canaries.look(clock.instant());
            Thread.sleep(LOOK);
        });
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (enabled) {
            loop.stop();
            loop.join(END_WITHIN);
        }
    }
}
