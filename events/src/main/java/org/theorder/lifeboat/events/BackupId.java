package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A backup of a cluster: the UTC time of its start to the millisecond, and its kind; sorts by time. */
public record BackupId(@JsonValue String value) implements Comparable<BackupId> {
    private static final Pattern ALLOWED = Pattern.compile("[0-9]{8}T[0-9]{9}Z-(full|incremental)");

    /** @throws LifeboatException REQUEST_INVALID if the text is not a backup id */
    @JsonCreator
    public BackupId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value) + "' is not a backup id, for example 20261122T020000123Z-full");
        }
    }

    @Override
    public int compareTo(BackupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
