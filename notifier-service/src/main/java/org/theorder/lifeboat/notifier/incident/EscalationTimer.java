package org.theorder.lifeboat.notifier.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Routine;

/** Looks once a second whether an incident waits too long for somebody. */
@ApplicationScoped
class EscalationTimer implements Routine {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Escalations escalations;
    private final Clock clock;

    EscalationTimer(Escalations escalations, Clock clock) {
        this.escalations = escalations;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "escalations";
    }

    @Override
    public void round() throws InterruptedException {
        if (!escalations.next(clock.instant())) {
            Thread.sleep(LOOK);
        }
    }
}
