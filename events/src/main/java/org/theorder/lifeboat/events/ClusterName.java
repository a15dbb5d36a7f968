package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name under which a PostgreSQL cluster is protected; also the Kafka key and a folder in the repository. */
public record ClusterName(@JsonValue String value) implements Comparable<ClusterName> {
    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not a cluster name: a lower-case letter, then up to 62 lower-case letters, digits or dashes */
    @JsonCreator
    public ClusterName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value)
                            + "' is not a cluster name: a lower-case letter, then up to 62 lower-case letters, digits or dashes, for example shop");
        }
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
