package org.theorder.lifeboat.backup.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.retention.*}: how retention works for all clusters; how long backups stay is a setting of each. */
@ConfigMapping(prefix = "lifeboat.retention")
public interface RetentionConfiguration {
    /** Each cluster is looked at so often. */
    @WithDefault("1h")
    Duration interval();

    /** Objects that nothing refers to, and uploads that were never completed, go when they are older; at least an hour. */
    @WithDefault("24h")
    Duration leftovers();

    /** How long it is remembered that a backup was given up; longer than any region is away. */
    @WithDefault("90d")
    Duration tombstones();

    /** Whether a backup goes only when a newer one was verified in the same region. */
    @WithDefault("false")
    boolean verifiedReplacement();

    /** A replica that dies holds retention of a cluster up for so long. */
    @WithDefault("30s")
    Duration lease();
}
