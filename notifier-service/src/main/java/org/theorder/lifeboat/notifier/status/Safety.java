package org.theorder.lifeboat.notifier.status;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Component;

/** Up to when the data of all databases is durable in the region that counts. */
public sealed interface Safety {
    /** No component has a cluster, so there is nothing to say. */
    record NotMeasured() implements Safety {}

    /**
     * Measured and fresh.
     *
     * @param through every commit up to this moment is durable
     * @param age how long ago that is
     * @param goalMet false if that is longer ago than the goal allows
     * @param oldest the database that is furthest behind; null if none is much further behind than the others
     */
    record Known(
            Instant through,
            Duration age,
            boolean goalMet,
            @Nullable Component oldest) implements Safety {}

    /**
     * At least one database is not reported on, or its region is not.
     *
     * @param component the one that has been unknown for longest
     * @param since when its last report was made; null if there was none
     * @param lastThrough what that report said; null if nothing
     */
    record Unknown(
            Component component,
            @Nullable Instant since,
            @Nullable Instant lastThrough) implements Safety {}
}
