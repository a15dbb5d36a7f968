package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How urgent an incident is: CRITICAL pages, WARNING mails, INFO is kept. */
public enum Severity {
    CRITICAL,
    WARNING,
    INFO;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
