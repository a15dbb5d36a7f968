package org.theorder.lifeboat.monitor.heartbeat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.Set;

/** {@code lifeboat.monitor.heartbeats.*}: which services must be heard. */
@ConfigMapping(prefix = "lifeboat.monitor.heartbeats")
public interface HeartbeatConfiguration {
    /** Names as in their heartbeats; empty to expect none. */
    @WithDefault("backup-service,restore-service,notifier-service")
    Optional<Set<String>> services();
}
