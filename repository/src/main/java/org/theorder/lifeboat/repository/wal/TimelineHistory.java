package org.theorder.lifeboat.repository.wal;

import java.util.List;
import org.theorder.lifeboat.events.Lsn;

/**
 * Where a timeline came from. Source: PostgreSQL {@code src/backend/access/transam/timeline.c}.
 *
 * @param timeline whose history it is, unsigned
 * @param ancestors oldest first
 */
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {
    /**
     * A timeline that was left.
     *
     * @param switchedAt WAL of it counts up to here, not including
     */
    public record Ancestor(int timeline, Lsn switchedAt, String reason) {}
}
