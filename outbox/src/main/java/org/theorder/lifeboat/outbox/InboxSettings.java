package org.theorder.lifeboat.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.inbox.*}: how events come in and are handled. */
@ConfigMapping(prefix = "lifeboat.inbox")
interface InboxSettings {
    /** How often to look for events that another replica recorded, and for those whose pause is over. */
    @WithDefault("500ms")
    Duration poll();

    /** How many events are handled in one transaction at most. */
    @WithDefault("200")
    int batch();

    /** How often handling an event is tried before it becomes a dead letter. */
    @WithDefault("5")
    int tries();

    /** The pause before the second try; each further one is twice as long. */
    @WithDefault("1s")
    Duration firstPause();

    /** How long the ids of handled events are remembered, so that a duplicate is recognized. */
    @WithDefault("7d")
    Duration keep();

    /** How long after the death of a replica another one goes on handling. */
    @WithDefault("5s")
    Duration lease();
}
