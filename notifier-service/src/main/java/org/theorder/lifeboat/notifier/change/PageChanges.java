package org.theorder.lifeboat.notifier.change;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Tells the builder that the page has something new to say. */
@ApplicationScoped
public class PageChanges {
    private final Wakeup wakeup = new Wakeup();
    private volatile boolean soon;

    /** An incident or other news: build at once. */
    public void now() {
        wakeup.wake();
    }

    /** Telemetry: build at the next look, so that many clusters do not make many builds. */
    public void soon() {
        soon = true;
    }

    /** Waits for {@link #now}, at most this long. */
    public boolean await(Duration longest) throws InterruptedException {
        return wakeup.await(longest);
    }

    /** True if {@link #soon} was called since the last time this was asked. */
    public boolean takeSoon() {
        boolean taken = soon;
        soon = false;
        return taken;
    }
}
