package org.theorder.lifeboat.restore.point;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The copies of the repository, by region; the same keys as backup-service's. */
@ConfigMapping(prefix = "lifeboat.regions")
public interface RegionsConfiguration {
    @WithParentName
    Map<String, Region> regions();

    /** One copy. */
    interface Region {
        /**
         * Where it lies: {@code file:///absolute/path}, {@code s3://bucket/prefix?region=…} or
         * {@code azure://account/container/prefix}, perhaps with {@code endpoint}, {@code path-style} and {@code lock}.
         */
        String url();

        /**
         * A properties file: {@code access-key-id} and {@code secret-access-key} for S3, {@code account-key} or
         * {@code sas-token} for Azure. Without it the store's own usual chain is asked.
         */
        Optional<String> credentialsFile();

        /** PEM file of the only authorities that are trusted; default: the JVM's. */
        Optional<String> caFile();

        /** {@code http://host:port}. */
        Optional<String> proxy();

        /** For one request; a stalled one is ended and tried again. */
        @WithDefault("15s")
        Duration requestTimeout();

        /** For one call with all its attempts. */
        @WithDefault("60s")
        Duration deadline();
    }
}
