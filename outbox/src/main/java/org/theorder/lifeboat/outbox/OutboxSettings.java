package org.theorder.lifeboat.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.outbox.*}: how events leave. */
@ConfigMapping(prefix = "lifeboat.outbox")
interface OutboxSettings {
    /** How often to look for events that another replica committed; our own are sent at once. */
    @WithDefault("500ms")
    Duration poll();

    /** How many events are read at a time. */
    @WithDefault("200")
    int batch();

    /** How long sent events stay in the table, for people who look for them. */
    @WithDefault("24h")
    Duration keep();

    /** How long after the death of a replica another one goes on sending. */
    @WithDefault("5s")
    Duration lease();

    /** How often the service says that it is alive. */
    @WithDefault("5s")
    Duration heartbeat();
}
