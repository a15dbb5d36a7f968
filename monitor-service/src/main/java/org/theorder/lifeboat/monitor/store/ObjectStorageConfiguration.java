package org.theorder.lifeboat.monitor.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.monitor.object-storage.<name>.*}: buckets that are replicated into others by their store. */
@ConfigMapping(prefix = "lifeboat.monitor.object-storage")
public interface ObjectStorageConfiguration {
    @WithParentName
    Map<String, Replicated> byName();

    /** A bucket and its copy. Both URLs should end in a prefix of its own, for example {@code lifeboat-monitor}. */
    interface Replicated {
        /** Where markers are written. With {@code lock} in its URL a locked canary is tried to be deleted. */
        Place primary();

        /** Where they must arrive; without it only the lock is tried. */
        Optional<Place> replica();

        /** The status-page component that it affects; default: the name. */
        Optional<String> component();

        /** From one marker to the next. */
        @WithDefault("30s")
        Duration interval();

        /** From one try of the lock to the next. */
        @WithDefault("6h")
        Duration lockInterval();

        /** How long a canary is locked; nobody can remove it before. */
        @WithDefault("1d")
        Duration lockFor();
    }
}
