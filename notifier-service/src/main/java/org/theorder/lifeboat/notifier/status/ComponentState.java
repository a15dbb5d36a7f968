package org.theorder.lifeboat.notifier.status;

import org.theorder.lifeboat.events.Impact;

/**
 * How a component is, from best to worst. Unknown is worse than operational and than announced work, because nothing is
 * called good without evidence; it is better than any trouble that is known.
 */
public enum ComponentState {
    OPERATIONAL("Operational", "All systems operational"),
    UNDER_MAINTENANCE("Under maintenance", "Service under maintenance"),
    UNKNOWN("Unknown", "Status unknown"),
    DEGRADED("Degraded performance", "Minor service outage"),
    PARTIAL_OUTAGE("Partial outage", "Partial system outage"),
    MAJOR_OUTAGE("Major outage", "Major system outage");

    private final String word;
    private final String headline;

    ComponentState(String word, String headline) {
        this.word = word;
        this.headline = headline;
    }

    /** For one component. */
    public String word() {
        return word;
    }

    /** For all of them. */
    public String headline() {
        return headline;
    }

    public ComponentState worse(ComponentState other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** True if people cannot use it, or some cannot: what counts against uptime. */
    public boolean isOutage() {
        return this == PARTIAL_OUTAGE || this == MAJOR_OUTAGE;
    }

    /** What an open incident with this impact makes of a component. */
    public static ComponentState of(Impact impact) {
        return switch (impact) {
            case NONE -> OPERATIONAL;
            case MINOR -> DEGRADED;
            case MAJOR -> PARTIAL_OUTAGE;
            case CRITICAL -> MAJOR_OUTAGE;
        };
    }
}
