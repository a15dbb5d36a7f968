package org.theorder.lifeboat.monitor.check;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.monitor.evaluation.*}: how probes are run. */
@ConfigMapping(prefix = "lifeboat.monitor.evaluation")
public interface EvaluationConfiguration {
    /** Looks at the same time that get their answer at once, at most; 32 times as many may wait for one. */
    @WithDefault("32")
    int concurrency();

    /** How long another replica waits after this one died. */
    @WithDefault("5s")
    Duration lease();
}
