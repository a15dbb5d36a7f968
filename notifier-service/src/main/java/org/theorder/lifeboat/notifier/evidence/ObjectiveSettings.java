package org.theorder.lifeboat.notifier.evidence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.notifier.objectives.*}: what people are promised, and how old a fact may be. */
@ConfigMapping(prefix = "lifeboat.notifier.objectives")
public interface ObjectiveSettings {
    /** The region whose copy counts: the one that is left when the primary region is lost. */
    @WithDefault("dr")
    String region();

    /** Largest acceptable loss of data. */
    @WithDefault("1h")
    Duration rpo();

    /** What was heard longer ago is not known any more. */
    @WithDefault("2m")
    Duration freshFor();
}
