package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An incident; the same in every region because it is derived from rule, subject and first moment. */
public record IncidentId(@JsonValue String value) implements Comparable<IncidentId> {
    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not an incident id: lower-case letters, digits and dashes, 80 at most */
    @JsonCreator
    public IncidentId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value)
                            + "' is not an incident id: lower-case letters, digits and dashes, 80 at most, for example service-down-shop-20261122t120340z");
        }
    }

    @Override
    public int compareTo(IncidentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
