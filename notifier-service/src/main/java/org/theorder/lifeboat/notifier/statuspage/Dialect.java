package org.theorder.lifeboat.notifier.statuspage;

import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.Overall;

/** The words of the API: all of them, or without maintenance for clients that know an older list. */
enum Dialect {
    FULL("/api/v2/"),
    /** Maintenance is {@code none} and {@code operational}, and nothing of ours is added. */
    STRICT("/strict/api/v2/");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    /** @param endpoint without its ending, for example {@code incidents/unresolved} */
    String path(String endpoint) {
        return prefix + endpoint + ".json";
    }

    Overall overall(ComponentState state) {
        return switch (state) {
            case OPERATIONAL -> new Overall("none", "All Systems Operational");
            case UNDER_MAINTENANCE ->
                this == STRICT
                        ? overall(ComponentState.OPERATIONAL)
                        : new Overall("maintenance", "Service Under Maintenance");
            // there is no indicator for unknown, and none would be a lie
            case UNKNOWN, DEGRADED -> new Overall("minor", "Minor Service Outage");
            case PARTIAL_OUTAGE -> new Overall("major", "Partial System Outage");
            case MAJOR_OUTAGE -> new Overall("critical", "Major System Outage");
        };
    }

    String word(ComponentState state) {
        return switch (state) {
            case OPERATIONAL -> "operational";
            case UNDER_MAINTENANCE -> this == STRICT ? word(ComponentState.OPERATIONAL) : "under_maintenance";
            case UNKNOWN, DEGRADED -> "degraded_performance";
            case PARTIAL_OUTAGE -> "partial_outage";
            case MAJOR_OUTAGE -> "major_outage";
        };
    }

    String impactOfMaintenance() {
        return this == STRICT ? "none" : "maintenance";
    }
}
