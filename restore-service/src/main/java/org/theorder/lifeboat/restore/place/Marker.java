package org.theorder.lifeboat.restore.place;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;

/**
 * Says whose a target directory is. Lies beside it as {@code <directory>.lifeboat-restore.json} as long as a restore is not
 * settled, and inside it as {@code lifeboat-restore.json} afterwards.
 *
 * @param evidence the outcome as JSON once there is one, so that a restart tells it and does nothing again; null before
 */
record Marker(
        RestoreId restore,
        ClusterName cluster,
        State state,
        Instant at,
        String note,
        @Nullable String evidence) {
    /** How far a target is. */
    enum State {
        /** Half made; its restore wipes it and begins again. */
        RESTORING,
        /** A verified database; must never be wiped again. */
        VERIFIED,
        /** A restore failed; PostgreSQL cannot start from it. */
        UNUSABLE
    }
}
