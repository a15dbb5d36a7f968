package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Routine;

/** Deletes once in ten minutes what nobody needs to know any more; it does not matter how many replicas do. */
@ApplicationScoped
class Forgetting implements Routine {
    private static final Duration EVERY = Duration.ofMinutes(10);

    private final Subscriptions subscriptions;

    Forgetting(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return "forgetting";
    }

    @Override
    public void round() throws InterruptedException {
        subscriptions.forget();
        Thread.sleep(EVERY);
    }
}
