package org.theorder.lifeboat.monitor.incident;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code lifeboat.monitor.incidents.*}. */
@ConfigMapping(prefix = "lifeboat.monitor.incidents")
public interface IncidentConfiguration {
    /** The base URL at which people reach this service; default: incidents do not say where they can be taken. */
    Optional<String> url();

    /** For how long an incident is remembered after its end. */
    @WithDefault("400d")
    Duration keep();
}
