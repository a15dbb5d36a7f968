package org.theorder.lifeboat.notifier.promotion;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * A region's claim to the status page. Of all claims the greatest counts; two regions that claim the same epoch while they
 * cannot hear each other are told apart by their names, so that everybody comes to the same end.
 *
 * @param epoch 1 before anybody was promoted
 * @param at null for the first, which nobody made
 * @param reason for people
 */
public record Promotion(
        long epoch, RegionName region, @Nullable Instant at, String reason) implements Comparable<Promotion> {
    private static final Comparator<Promotion> ORDER =
            Comparator.comparingLong(Promotion::epoch).thenComparing(Promotion::region);

    // what a garbled page or event says must not use up the numbers
    private static final long GREATEST_EPOCH = 1_000_000_000;

    /** @throws LifeboatException EVENT_INVALID if the epoch is not between 1 and 1,000,000,000 */
    public Promotion {
        if (epoch < 1 || epoch > GREATEST_EPOCH) {
            throw new LifeboatException(ErrorCode.EVENT_INVALID, "a page cannot have the epoch " + epoch);
        }
    }

    /** What counts before anybody was promoted. */
    public static Promotion first(RegionName primary) {
        return new Promotion(1, primary, null, "as configured");
    }

    @Override
    public int compareTo(Promotion other) {
        return ORDER.compare(this, other);
    }
}
