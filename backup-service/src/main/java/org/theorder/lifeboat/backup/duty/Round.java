package org.theorder.lifeboat.backup.duty;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Something that is done again and again on a thread of its own, until it is stopped; a failure is logged once and tried
 * again.
 */
public final class Round {
    private static final Logger LOG = LoggerFactory.getLogger(Round.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** What is done; may wait inside. */
    public interface Work {
        void run() throws InterruptedException;
    }

    private final String name;
    private final Duration pause;
    private final Work work;
    private final Thread thread;
    private volatile boolean stopped;
    private String lastFailure = "";

    private Round(String name, Duration pause, Work work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::repeat);
    }

    /** @param pause between the end of one time and the begin of the next */
    public static Round start(String name, Duration pause, Work work) {
        Round round = new Round(name, pause, work);
        round.thread.start();
        return round;
    }

    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void repeat() {
        while (!stopped) {
            try {
                work.run();
                lastFailure = "";
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                LOG.debug("interrupted, by its stop or by the loss of a lease task={}", name);
            } catch (RuntimeException e) {
                tell(e);
                pauseAfterFailure();
            }
        }
    }

    private void tell(RuntimeException e) {
        if (stopped) {
            return;
        }
        String failure = e instanceof LifeboatException known ? known.explanation() : e.toString();
        if (failure.equals(lastFailure)) {
            return;
        }
        lastFailure = failure;
        if (e instanceof LifeboatException) {
            LOG.warn("a task does not get on, tried again task={} reason={}", name, failure);
        } else {
            LOG.error("a defect in a task, tried again task={}", name, e);
        }
    }

    private void pauseAfterFailure() {
        // what failed may have been interrupted, and only a stop is an end
        var _ = Thread.interrupted();
        try {
            Thread.sleep(stopped ? Duration.ZERO : AFTER_FAILURE);
        } catch (InterruptedException e) {
            LOG.debug("interrupted after a failure task={}", name);
        }
    }
}
