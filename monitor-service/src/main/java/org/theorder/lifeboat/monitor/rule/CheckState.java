package org.theorder.lifeboat.monitor.rule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a check shows. */
public enum CheckState {
    OK,
    FAILING,
    /** Not evaluated yet, or it could not be: never shown as good. */
    UNKNOWN;

    /** The name in REST: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
