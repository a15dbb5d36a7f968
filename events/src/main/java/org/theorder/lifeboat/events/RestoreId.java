package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A restore; chosen by the one who asks, so that asking twice is asking once. */
public record RestoreId(@JsonValue String value) implements Comparable<RestoreId> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not a restore id: letters, digits, dots, dashes and underscores, 80 at most */
    @JsonCreator
    public RestoreId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value)
                            + "' is not a restore id: letters, digits, dots, dashes and underscores, 80 at most, for example restore-2026-11-22-a");
        }
    }

    @Override
    public int compareTo(RestoreId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
