package org.theorder.lifeboat.notifier.recovery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;

/**
 * A restore that is meant, not rehearsed, and has not ended.
 *
 * @param phase what it does, for example {@code replaying}
 * @param step place of the phase among all, from 1
 * @param percent of the phase; null while nobody can say
 * @param heardAt when its progress was last told
 * @param expected null if no restore of this cluster has ended yet, so that there is nothing to go by
 */
public record Recovery(
        RestoreId restore,
        ClusterName cluster,
        String phase,
        int step,
        int steps,
        @Nullable Integer percent,
        Instant requestedAt,
        Instant heardAt,
        @Nullable Expectation expected) {}
