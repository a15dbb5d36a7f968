package org.theorder.lifeboat.edge.access;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens per address and minute, so that the sign-in form cannot be used for guessing. Remembers only the
 * newest addresses, so that it cannot be used to fill the memory either.
 */
@Singleton
class WrongTries {
    private static final int ADDRESSES = 1000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final int allowed;
    private final Map<String, Tries> tries = new LinkedHashMap<>();

    private record Tries(Instant since, int count) {}

    WrongTries(AccessConfiguration configuration, Clock clock) {
        this.clock = clock;
        this.allowed = configuration.wrongTriesPerMinute();
    }

    /** True if this address has used up its tries for now. */
    synchronized boolean exhausted(String address) {
        return current(address).count() >= allowed;
    }

    synchronized void record(String address) {
        Tries before = current(address);
        tries.remove(address);
        tries.put(address, new Tries(before.since(), before.count() + 1));
        if (tries.size() > ADDRESSES) {
            tries.remove(tries.keySet().iterator().next());
        }
    }

    private Tries current(String address) {
        Instant now = clock.instant();
        Tries known = tries.get(address);
        return known == null || Duration.between(known.since(), now).compareTo(WINDOW) > 0 ? new Tries(now, 0) : known;
    }
}
