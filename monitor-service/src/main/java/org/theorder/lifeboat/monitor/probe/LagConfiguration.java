package org.theorder.lifeboat.monitor.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.monitor.replication-lag.*}: when a region or a standby is too far behind. */
@ConfigMapping(prefix = "lifeboat.monitor.replication-lag")
public interface LagConfiguration {
    /** More than this is an incident. */
    @WithDefault("300s")
    Duration raiseAbove();

    /** Less than this, for {@code clear-for}, resolves it. */
    @WithDefault("240s")
    Duration clearBelow();

    @WithDefault("120s")
    Duration clearFor();

    @WithDefault("1s")
    Duration interval();

    /** Without a report of backup-service for this long, the lag of a region is unknown. */
    @WithDefault("30s")
    Duration reportStaleAfter();
}
