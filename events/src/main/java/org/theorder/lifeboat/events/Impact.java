package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What users feel; the words of Statuspage. */
public enum Impact {
    NONE,
    MINOR,
    MAJOR,
    CRITICAL;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
