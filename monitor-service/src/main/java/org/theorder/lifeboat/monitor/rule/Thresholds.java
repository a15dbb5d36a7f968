package org.theorder.lifeboat.monitor.rule;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;

/**
 * Raise and clear limits of a measured value, with a gap between them so that a value on the edge does not flap.
 *
 * @param warning above this it is a warning
 * @param critical above this it is critical; infinite if there is no such step
 * @param clear below this it is good again
 */
public record Thresholds(double warning, double critical, double clear) {
    /** Which of the four bands a value lies in. */
    public enum Band {
        GOOD,
        BETWEEN,
        WARNING,
        CRITICAL;

        /** @throws LifeboatException INTERNAL if this band is not a bad one */
        public Severity severity() {
            return switch (this) {
                case CRITICAL -> Severity.CRITICAL;
                case WARNING -> Severity.WARNING;
                case GOOD, BETWEEN ->
                    throw new LifeboatException(ErrorCode.INTERNAL, "a value that is " + this + " has no severity");
            };
        }
    }

    public Band band(double value) {
        if (value > critical) {
            return Band.CRITICAL;
        }
        if (value > warning) {
            return Band.WARNING;
        }
        return value < clear ? Band.GOOD : Band.BETWEEN;
    }
}
