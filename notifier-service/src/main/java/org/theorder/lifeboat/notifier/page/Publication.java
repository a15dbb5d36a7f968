package org.theorder.lifeboat.notifier.page;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The newest edition, in memory. If the builder dies, nobody has to notice: what is older than the limit is given out as
 * stale.
 */
final class Publication {
    private volatile Edition newest;
    private final Duration staleAfter;
    private final Clock clock;

    /** @param first given out until the builder has read something; stale from the beginning */
    Publication(Edition first, Duration staleAfter, Clock clock) {
        this.newest = first;
        this.staleAfter = staleAfter;
        this.clock = clock;
    }

    void publish(Edition edition) {
        newest = edition;
    }

    /** As {@link #document} gives it out at this moment. */
    WholeEdition whole(Document notFound) {
        return newest.whole(notFound, isStale());
    }

    Edition newest() {
        return newest;
    }

    Duration age() {
        return Duration.between(newest.builtAt(), clock.instant());
    }

    boolean isStale() {
        return age().compareTo(staleAfter) > 0;
    }

    /** Null if there is nothing at this path. */
    @Nullable
    Document document(String path) {
        return newest.document(path, isStale());
    }
}
