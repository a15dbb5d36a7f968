package org.theorder.lifeboat.monitor.incident;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code lifeboat.monitor.incidents.*}. */
@ConfigMapping(prefix = "lifeboat.monitor.incidents")
public interface IncidentConfiguration {
    /** The base URL at which people reach this service; default: incidents do not say where they can be taken. */
    Optional<String> url();
}
