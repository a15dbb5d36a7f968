package org.theorder.lifeboat.monitor.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.monitor.replication-lag.*}: how the lag of regions is looked at. */
@ConfigMapping(prefix = "lifeboat.monitor.replication-lag")
public interface LagConfiguration {
    @WithDefault("1s")
    Duration interval();

    /** Without a report of backup-service for this long, the lag of a region is unknown. */
    @WithDefault("30s")
    Duration reportStaleAfter();
}
