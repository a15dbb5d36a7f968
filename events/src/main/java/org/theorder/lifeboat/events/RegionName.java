package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of one copy of the repository, each restorable on its own. */
public record RegionName(@JsonValue String value) implements Comparable<RegionName> {
    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not a region name: a lower-case letter, then up to 62 lower-case letters, digits or dashes */
    @JsonCreator
    public RegionName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value)
                            + "' is not a region name: a lower-case letter, then up to 62 lower-case letters, digits or dashes, for example dr");
        }
    }

    @Override
    public int compareTo(RegionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
