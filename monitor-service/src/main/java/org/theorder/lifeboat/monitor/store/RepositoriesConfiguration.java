package org.theorder.lifeboat.monitor.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.monitor.repositories.<region>.*}: regions of the repository whose size is watched. */
@ConfigMapping(prefix = "lifeboat.monitor.repositories")
public interface RepositoriesConfiguration {
    @WithParentName
    Map<String, Region> byName();

    /** One region; credentials that may only list are enough. */
    interface Region {
        @WithParentName
        Place place();

        /** What it may hold, for example {@code 2TB}; default: no limit, its size is only shown. */
        Optional<String> quota();

        /** From one page of the list to the next. */
        @WithDefault("10s")
        Duration interval();
    }
}
