package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import org.theorder.lifeboat.monitor.wording.Wording;

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

    /** For people; empty if every reading is believed at once. */
    String text(boolean measured) {
        String raise = after(raiseAfter, raiseFor, "failure");
        String clear = after(clearAfter, clearFor, "success");
        if (measured) {
            return (clear.isEmpty() ? "" : " " + clear) + (raise.isEmpty() ? "" : ", raised " + raise);
        }
        return (raise.isEmpty() ? "one failure" : raise) + (clear.isEmpty() ? "" : ", clears " + clear);
    }

    private static String after(int count, Duration lasted, String what) {
        String counted =
                count == 1 ? "" : "after " + count + " " + what + (what.endsWith("s") ? "es" : "s") + " in a row";
        String timed = lasted.isZero() ? "" : "for " + Wording.duration(lasted);
        return counted + (counted.isEmpty() || timed.isEmpty() ? "" : " and ") + timed;
    }

    boolean raises(int bad, Duration badFor) {
        return bad >= raiseAfter && badFor.compareTo(raiseFor) >= 0;
    }

    boolean clears(int good, Duration goodFor) {
        return good >= clearAfter && goodFor.compareTo(clearFor) >= 0;
    }
}
