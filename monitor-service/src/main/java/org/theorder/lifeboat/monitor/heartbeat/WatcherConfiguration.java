package org.theorder.lifeboat.monitor.heartbeat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.monitor.watchers.*}: who notices that we ourselves are gone. */
@ConfigMapping(prefix = "lifeboat.monitor.watchers")
public interface WatcherConfiguration {
    /** Other monitors, by name, for example that of the other region; each watches the other. */
    Map<String, Peer> peers();

    /** How often they are asked. */
    @WithDefault("5s")
    Duration peerInterval();

    /** An address outside that is called while we look, and that alarms when the calls stop; default: none. */
    Optional<String> snitch();

    /** How often it is called. */
    @WithDefault("30s")
    Duration snitchInterval();

    /** Another monitor. */
    interface Peer {
        /** Its base URL, for example {@code https://monitor.dr.example}. */
        String url();

        /** A file with a viewer's token for it; read at every look. */
        Optional<String> tokenFile();

        /** A PEM file with the authorities of its certificate; default: those that Java trusts. */
        Optional<String> caFile();
    }
}
