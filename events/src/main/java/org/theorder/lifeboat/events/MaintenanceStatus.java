package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a maintenance stands; the words of Statuspage. */
public enum MaintenanceStatus {
    SCHEDULED("Scheduled"),
    IN_PROGRESS("In progress"),
    VERIFYING("Verifying"),
    COMPLETED("Completed");

    private final String word;

    MaintenanceStatus(String word) {
        this.word = word;
    }

    /** For people. */
    public String word() {
        return word;
    }

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
