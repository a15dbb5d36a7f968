package org.theorder.lifeboat.notifier.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Whether this region is the one that tells people; looks once a second. For one thread. */
final class Charge {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Predicate<Instant> inCharge;
    private final Clock clock;
    private Instant begun;
    private @Nullable Instant looked;
    private boolean ours;

    /** @param inCharge asks whether this region is, given when this process began */
    Charge(Predicate<Instant> inCharge, Clock clock) {
        this.inCharge = inCharge;
        this.clock = clock;
        this.begun = clock.instant();
    }

    boolean isOurs() {
        Instant now = clock.instant();
        if (now.isBefore(begun)) {
            // the clock was set back
            begun = now;
        }
        if (looked == null || now.isBefore(looked) || !now.isBefore(looked.plus(LOOK))) {
            ours = inCharge.test(begun);
            looked = now;
        }
        return ours;
    }
}
