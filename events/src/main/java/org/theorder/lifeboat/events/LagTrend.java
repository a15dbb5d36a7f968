package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a lag is going. */
public enum LagTrend {
    /** The copy falls further behind: nothing, or too little, arrives. */
    GROWING,
    STEADY,
    /** The copy catches up. */
    SHRINKING;

    /** The name on the wire: lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
