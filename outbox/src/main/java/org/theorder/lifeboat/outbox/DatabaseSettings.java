package org.theorder.lifeboat.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.database.*}: how the service uses its own database; the connection is {@code quarkus.datasource.*}. */
@ConfigMapping(prefix = "lifeboat.database")
interface DatabaseSettings {
    /** How long one call may wait for a connection or for the answer to a statement. */
    @WithDefault("15s")
    Duration timeout();
}
