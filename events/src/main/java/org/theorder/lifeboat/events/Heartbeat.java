package org.theorder.lifeboat.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service is alive; silence is an alert.
 *
 * @param service for example {@code backup-service}
 * @param instance which replica, for example {@code host-1/4711}
 * @param lastEvaluationAt when its main loop last finished a round; null before the first
 */
public record Heartbeat(
        String service,
        String instance,
        Instant at,
        @Nullable Instant lastEvaluationAt) {}
