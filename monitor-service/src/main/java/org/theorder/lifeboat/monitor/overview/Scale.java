package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Durations from a second to ten times the goal on one line: a logarithm, or everything good would look like nothing. */
final class Scale {
    private Scale() {}

    /** @param measured null if unknown: then the track stays empty */
    static Overview.Bar of(@Nullable Duration measured, Duration goal, Tone tone) {
        String label = (measured == null ? "unknown" : words(measured)) + ", goal " + Wording.duration(goal);
        return new Overview.Bar(tone, measured == null ? 0 : percent(measured, goal), percent(goal, goal), label);
    }

    /** In whole seconds, never less than what it is. */
    static String words(Duration measured) {
        return measured.toMillis() < 1000 ? "under 1 s" : Wording.duration(measured.plusMillis(999));
    }

    private static int percent(Duration value, Duration goal) {
        double longest = Math.log1p(10.0 * Math.max(1, goal.toSeconds()));
        double share = Math.log1p(value.toMillis() / 1000.0) / longest;
        return Math.clamp(Math.round(100 * share), 1, 100);
    }
}
