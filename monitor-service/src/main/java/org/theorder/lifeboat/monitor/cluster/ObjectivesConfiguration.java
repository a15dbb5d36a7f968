package org.theorder.lifeboat.monitor.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.monitor.objectives.*}: what was promised. */
@ConfigMapping(prefix = "lifeboat.monitor.objectives")
public interface ObjectivesConfiguration {
    /** Recovery point objective: the largest acceptable data loss. */
    @WithDefault("1h")
    Duration rpo();

    /** Recovery time objective: the longest acceptable downtime. */
    @WithDefault("4h")
    Duration rto();
}
