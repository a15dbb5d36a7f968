package org.theorder.lifeboat.outbox;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that repeats a round until it is stopped; a round that fails is logged and tried again after a pause. */
public final class Loop {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** One round; it may last as long as it likes if it ends when interrupted. */
    @FunctionalInterface
    public interface Round {
        /** @param gettingOn to be called whenever the round has got on: whatever failed before is over */
        void run(Runnable gettingOn) throws InterruptedException;
    }

    private final Thread thread;
    private final Round round;
    private final Trouble trouble;
    private volatile boolean stopping;

    private Loop(Thread.Builder builder, String name, Round round) {
        this.round = round;
        this.trouble = new Trouble(LOG, "the loop '" + name + "' does not get on");
        this.thread = builder.name("lifeboat-" + name).unstarted(this::repeat);
    }

    /** For rounds that wait in Java: the database, a lock, a socket. */
    public static Loop virtual(String name, Round round) {
        return new Loop(Thread.ofVirtual(), name, round);
    }

    /**
     * For rounds that wait in native code, as a Kafka consumer does: they would hold a carrier of virtual threads. And for
     * those on which others wait: they do not queue for a carrier behind virtual threads that compute.
     */
    public static Loop platform(String name, Round round) {
        return new Loop(Thread.ofPlatform().daemon(), name, round);
    }

    public void start() {
        thread.start();
    }

    /** Asks it to end; does not wait. */
    public void stop() {
        stopping = true;
        thread.interrupt();
    }

    public void join(Duration longest) {
        try {
            if (!thread.join(longest)) {
                LOG.warn("a loop did not end in time thread={}", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void repeat() {
        while (goesOn()) {
            try {
                round.run(trouble::over);
                trouble.over();
            } catch (InterruptedException e) {
                LOG.debug("a round was interrupted thread={}", thread.getName(), e);
            } catch (RuntimeException | Error e) {
                if (!stopping) {
                    pause(trouble.happened(e));
                }
            }
        }
    }

    /** In this order: an interrupt of stop() that is cleared here came after stopping was set. */
    private boolean goesOn() {
        Thread.interrupted();
        return !stopping;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
