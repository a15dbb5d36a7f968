package org.theorder.lifeboat.backup.region;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.lock-check.*}: how it is made sure that object lock holds. */
@ConfigMapping(prefix = "lifeboat.lock-check")
public interface LockCheckConfiguration {
    /** How often a locked object is tried to be deleted in each region with object lock. */
    @WithDefault("6h")
    Duration every();

    /** How long such an object stays locked, and so stays. */
    @WithDefault("1h")
    Duration lockFor();
}
