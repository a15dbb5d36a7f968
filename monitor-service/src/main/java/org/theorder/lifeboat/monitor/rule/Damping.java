package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;

/**
 * How long readings must agree before they are believed; both the count and the duration must be reached.
 *
 * @param raiseAfter bad readings in a row, at least 1
 * @param raiseFor how long they must have been bad
 * @param clearAfter good readings in a row, at least 1
 * @param clearFor how long they must have been good
 */
public record Damping(int raiseAfter, Duration raiseFor, int clearAfter, Duration clearFor) {
    /** Believes every reading at once. */
    public static final Damping NONE = counts(1, 1);

    /** By counts alone. */
    public static Damping counts(int raiseAfter, int clearAfter) {
        return new Damping(raiseAfter, Duration.ZERO, clearAfter, Duration.ZERO);
    }

    boolean raises(int bad, Duration badFor) {
        return bad >= raiseAfter && badFor.compareTo(raiseFor) >= 0;
    }

    boolean clears(int good, Duration goodFor) {
        return good >= clearAfter && goodFor.compareTo(clearFor) >= 0;
    }
}
