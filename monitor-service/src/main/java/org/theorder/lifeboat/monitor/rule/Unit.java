package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.util.Locale;
import org.theorder.lifeboat.monitor.wording.Wording;

/** What the readings of a rule are measured in. */
public enum Unit {
    /** Nothing is measured: a reading says itself whether it is good or bad, and there are no thresholds. */
    STATE,
    /** Seconds. */
    DURATION,
    PERCENT,
    /** Things. */
    COUNT;

    /** An amount for people: {@code 5 min}, {@code 80 %}. */
    public String text(double amount) {
        return switch (this) {
            case DURATION -> Wording.duration(Duration.ofMillis(Math.round(amount * 1000)));
            case PERCENT -> String.format(Locale.ROOT, amount == Math.rint(amount) ? "%.0f %%" : "%.1f %%", amount);
            case COUNT -> String.format(Locale.ROOT, "%.0f", amount);
            case STATE -> "";
        };
    }
}
