package org.theorder.lifeboat.monitor.alertmanager;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code lifeboat.monitor.alertmanager.*}: whether our incidents are sent to an Alertmanager. */
@ConfigMapping(prefix = "lifeboat.monitor.alertmanager")
public interface AlertmanagerConfiguration {
    /** Its base URL, for example {@code http://alertmanager:9093}; default: nothing is sent. */
    Optional<String> url();

    /** A file with the token that it wants; read at every sending. */
    Optional<String> tokenFile();

    /** Who we are, if it wants a login instead. */
    Optional<String> user();

    /** A file with the password of {@code user}; read at every sending. */
    Optional<String> passwordFile();

    /** A PEM file with the authority of its certificate; default: those that Java trusts. */
    Optional<String> caFile();

    /** How often all open incidents are sent, so that it knows that they are still open. */
    @WithDefault("30s")
    Duration interval();
}
