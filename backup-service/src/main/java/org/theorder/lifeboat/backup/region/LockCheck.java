package org.theorder.lifeboat.backup.region;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/**
 * What the last try to delete a locked object showed.
 *
 * @param state in words of the REST interface
 * @param explanation what happened; null while the lock holds
 */
public record LockCheck(
        RegionName region,
        Instant checkedAt,
        State state,
        @Nullable String explanation) {
    /** Whether the lock holds. */
    public enum State {
        HELD,
        BROKEN,
        UNKNOWN
    }
}
