package org.theorder.lifeboat.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A fault that lasts: logged when it begins, once a minute while it stays, and when it is over; with pauses that grow from
 * a quarter of a second to five seconds. For one thread.
 */
final class Trouble {
    private static final long REMINDER_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 5_000;

    private final Logger log;
    private final String what;
    private long pause = FIRST_MILLIS;
    private boolean present;
    private long loggedAt;

    /** @param what what does not work, for people, for example {@code Kafka takes no events} */
    Trouble(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    /** @return how long to wait before the next attempt */
    Duration happened(Throwable cause) {
        long now = System.nanoTime();
        if (!present || now - loggedAt > REMINDER_NANOS) {
            log.warn("{} error={}", what, shown(cause));
            loggedAt = now;
        }
        log.debug("{}", what, cause);
        present = true;
        Duration chosen =
                Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2));
        pause = Math.min(2 * pause, LONGEST_MILLIS);
        return chosen;
    }

    private static String shown(Throwable cause) {
        return cause instanceof LifeboatException ours ? ours.explanation() : cause.toString();
    }

    void over() {
        if (present) {
            log.info("this is over: {}", what);
            present = false;
            pause = FIRST_MILLIS;
        }
    }
}
