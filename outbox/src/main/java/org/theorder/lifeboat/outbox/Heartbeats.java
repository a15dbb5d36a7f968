package org.theorder.lifeboat.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.Topics;

/** Tells everybody every five seconds ({@code lifeboat.outbox.heartbeat}) that this service is alive. */
@ApplicationScoped
public class Heartbeats {
    private final Announcer announcer;
    private final ThisProcess process;
    private final OutboxSettings settings;
    private final Clock clock;
    private volatile @Nullable Instant lastEvaluationAt;

    Heartbeats(Announcer announcer, ThisProcess process, OutboxSettings settings, Clock clock) {
        this.announcer = announcer;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
    }

    /** To be called by the service's main loop at the end of each round; the heartbeats tell the time of it. */
    public void evaluated() {
        lastEvaluationAt = clock.instant();
    }

    /** One round of a {@link Loop}. */
    void run() throws InterruptedException {
        announcer.announce(
                Topics.HEARTBEAT,
                process.service(),
                new Heartbeat(process.service(), process.shown(), clock.instant(), lastEvaluationAt));
        Thread.sleep(settings.heartbeat());
    }
}
