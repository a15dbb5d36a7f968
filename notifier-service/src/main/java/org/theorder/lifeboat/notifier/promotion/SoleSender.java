package org.theorder.lifeboat.notifier.promotion;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/**
 * A lease on telling people that needs no third place: a region has it while it hears all others, and for {@code longest}
 * after that. Who is promoted begins when each of the others either knows it or can have it no more. Clocks of regions may
 * differ by less than {@link #ATTEMPT}, minus what an attempt really lasts.
 */
final class SoleSender {
    /** How long an attempt may go on that began with the lease. */
    static final Duration ATTEMPT = Duration.ofMinutes(1);

    private SoleSender() {}

    /**
     * Whether this region may send at this moment.
     *
     * @param said the greatest claim that each other region's page told last
     * @param longest how long a region may be silent
     */
    static boolean is(
            Standing standing, Regions regions, Map<RegionName, Promotion> said, Instant now, Duration longest) {
        if (!(standing instanceof Standing.InCharge inCharge)) {
            return false;
        }
        Promotion ours = inCharge.promotion();
        Instant promoted = ours.at();
        return promoted == null
                || now.isAfter(promoted.plus(longest).plus(ATTEMPT))
                || regions.peers().keySet().stream().allMatch(peer -> isKnown(ours, said.get(peer)));
    }

    private static boolean isKnown(Promotion promotion, @Nullable Promotion told) {
        return told != null && told.compareTo(promotion) == 0;
    }
}
