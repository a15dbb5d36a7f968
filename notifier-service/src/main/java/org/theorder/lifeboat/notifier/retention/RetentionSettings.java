package org.theorder.lifeboat.notifier.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.notifier.retention.*}: how long what is over is remembered. */
@ConfigMapping(prefix = "lifeboat.notifier.retention")
public interface RetentionSettings {
    /**
     * Incidents and their lines, messages to teams, silences and recoveries. What subscribers were sent has a time of its
     * own, and the signed timelines are kept.
     */
    @WithDefault("400d")
    Duration keep();
}
