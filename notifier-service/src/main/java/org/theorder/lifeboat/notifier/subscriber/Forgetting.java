package org.theorder.lifeboat.notifier.subscriber;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Loop;

/** Deletes once in ten minutes what nobody needs to know any more; it does not matter how many replicas do. */
@ApplicationScoped
class Forgetting {
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Loop loop;

    Forgetting(Subscriptions subscriptions) {
        this.loop = Loop.virtual("forgetting", _ -> {
            subscriptions.forget();
            Thread.sleep(EVERY);
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
