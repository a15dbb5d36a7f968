package org.theorder.lifeboat.backup.wal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.wal.*}: how WAL is streamed. */
@ConfigMapping(prefix = "lifeboat.wal")
public interface WalConfiguration {
    /** While WAL comes, it is put at least so often; what a dead primary may cost. */
    @WithDefault("1s")
    Duration sliceInterval();

    /** How often the server is asked for a sign of life, so that an idle database stays fresh too. */
    @WithDefault("500ms")
    Duration keepaliveInterval();

    /** A server that says nothing for so long is given up and connected to again. */
    @WithDefault("10s")
    Duration silence();

    /** Longest pause before the next try to connect. */
    @WithDefault("2s")
    Duration retryPause();

    /** How soon another replica takes over after one died. */
    @WithDefault("5s")
    Duration lease();
}
