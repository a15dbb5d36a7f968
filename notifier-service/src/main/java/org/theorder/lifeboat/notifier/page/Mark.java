package org.theorder.lifeboat.notifier.page;

import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.notifier.status.ComponentState;

/**
 * A state as the page shows it: icon and colour by the class, and always the word.
 *
 * @param css the class, which is also the id of the icon
 */
public record Mark(String css, String word) {
    static Mark of(ComponentState state) {
        return new Mark(css(state), state.word());
    }

    /** How bad an incident is or was. */
    static Mark of(Impact impact) {
        return switch (impact) {
            case NONE -> new Mark("un", "No impact");
            case MINOR -> new Mark("de", "Minor impact");
            case MAJOR -> new Mark("pa", "Major impact");
            case CRITICAL -> new Mark("ma", "Critical impact");
        };
    }

    static String css(ComponentState state) {
        return switch (state) {
            case OPERATIONAL -> "ok";
            case UNDER_MAINTENANCE -> "mt";
            case UNKNOWN -> "un";
            case DEGRADED -> "de";
            case PARTIAL_OUTAGE -> "pa";
            case MAJOR_OUTAGE -> "ma";
        };
    }
}
