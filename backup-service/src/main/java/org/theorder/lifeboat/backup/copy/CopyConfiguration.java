package org.theorder.lifeboat.backup.copy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.copies.*}: how what a region missed is brought there. */
@ConfigMapping(prefix = "lifeboat.copies")
public interface CopyConfiguration {
    /** How often each region is looked at for what it lacks. */
    @WithDefault("10s")
    Duration interval();

    /** A backup that is younger may still be on its way there. */
    @WithDefault("15s")
    Duration youngest();

    /** Into one region at most; 0 for no limit. */
    @WithDefault("104857600")
    long bytesPerSecond();

    /** How soon another replica takes over after one died. */
    @WithDefault("10s")
    Duration lease();
}
