package org.theorder.lifeboat.notifier.mail;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Loop;

/** Looks once a second whether the time of a digest has come. */
@ApplicationScoped
class DigestTimer {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Loop loop;

    DigestTimer(Digests digests, Clock clock) {
        this.loop = Loop.virtual("digests", _ -> {
            if (!digests.next(clock.instant())) {
                Thread.sleep(LOOK);
            }
        });
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
        loop.join(END_WITHIN);
    }
}
