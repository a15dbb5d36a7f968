package org.theorder.lifeboat.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy has fallen behind by more than the threshold; sent once per crossing.
 *
 * @param link what lags behind what, for example {@code shop → region dr} or {@code shop → standby replica-1}
 * @param lagBytes WAL bytes not yet there
 * @param lag age of the newest commit that is there
 * @param trend where the lag was going when it crossed; null from a release that did not tell
 */
public record ReplicationLagDetected(
        ClusterName cluster,
        String link,
        long lagBytes,
        Duration lag,
        Duration threshold,
        Instant at,
        @Nullable LagTrend trend) {}
