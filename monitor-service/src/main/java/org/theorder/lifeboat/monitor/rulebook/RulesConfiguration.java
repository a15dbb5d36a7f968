package org.theorder.lifeboat.monitor.rulebook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code lifeboat.monitor.rules.*}: where the operator's own rules are. */
@ConfigMapping(prefix = "lifeboat.monitor.rules")
public interface RulesConfiguration {
    /** A YAML file with what is different from the rules of the release; read again when it changes. */
    Optional<String> file();

    /** How often it is looked at. */
    @WithDefault("2s")
    Duration interval();
}
