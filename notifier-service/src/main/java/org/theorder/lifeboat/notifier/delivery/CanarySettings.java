package org.theorder.lifeboat.notifier.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;

/** {@code lifeboat.notifier.canary.*}: the daily test message over each channel. */
@ConfigMapping(prefix = "lifeboat.notifier.canary")
public interface CanarySettings {
    @WithDefault("true")
    boolean enabled();

    /** When, in UTC; a notifier that was not running then sends it as soon as it does. */
    @WithDefault("09:00")
    LocalTime at();

    /** What has not been accepted after this time has failed. */
    @WithDefault("1h")
    Duration within();
}
