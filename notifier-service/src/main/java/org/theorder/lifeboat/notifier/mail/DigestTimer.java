package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Routine;

/** Looks once a second whether the time of a digest has come. */
@ApplicationScoped
class DigestTimer implements Routine {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Digests digests;
    private final Clock clock;

    DigestTimer(Digests digests, Clock clock) {
        this.digests = digests;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "digests";
    }

    @Override
    public void round() throws InterruptedException {
        if (!digests.next(clock.instant())) {
            Thread.sleep(LOOK);
        }
    }
}
