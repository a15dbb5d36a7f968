package org.theorder.lifeboat.notifier.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.promotion.Promotions;

/** Whether this region is the one that tells people; looks once a second. For one thread. */
final class Charge {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Promotions promotions;
    private final Clock clock;
    private final Instant begun;
    private @Nullable Instant looked;
    private boolean ours;

    Charge(Promotions promotions, Clock clock) {
        this.promotions = promotions;
        this.clock = clock;
        this.begun = clock.instant();
    }

    boolean isOurs() {
        Instant now = clock.instant();
        if (looked == null || !now.isBefore(looked.plus(LOOK))) {
            ours = promotions.isInCharge(begun);
            looked = now;
        }
        return ours;
    }
}
