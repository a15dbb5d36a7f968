package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where the work on an incident stands; the words of Statuspage. */
public enum IncidentStatus {
    INVESTIGATING,
    IDENTIFIED,
    MONITORING,
    RESOLVED,
    /** Said of what is resolved: what it came from; no incident itself ever has it. */
    POSTMORTEM;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
