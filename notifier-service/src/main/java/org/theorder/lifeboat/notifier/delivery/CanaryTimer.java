package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Routine;

/** Looks every minute whether the channels are to be tried. */
@ApplicationScoped
class CanaryTimer implements Routine {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Canaries canaries;
    private final CanarySettings settings;
    private final Clock clock;

    CanaryTimer(Canaries canaries, CanarySettings settings, Clock clock) {
        this.canaries = canaries;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "canaries";
    }

    @Override
    public void round() throws InterruptedException {
        canaries.look(clock.instant());
        Thread.sleep(LOOK);
    }

    @Override
    public boolean isWanted() {
        return settings.enabled();
    }
}
