package org.theorder.lifeboat.backup.region;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.regions.<name>.*}: the copies of the repository. */
@ConfigMapping(prefix = "lifeboat.regions")
public interface RegionsConfiguration {
    @WithParentName
    Map<String, Place> byName();

    /** Where one copy lies, and how it is reached. */
    interface Place {
        /**
         * {@code file:///absolute/path}, {@code s3://bucket/prefix?region=…} or {@code azure://account/container/prefix},
         * perhaps with {@code endpoint}, {@code path-style} and {@code lock}.
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

        /** For one call with all its attempts; a large object gets more. */
        @WithDefault("60s")
        Duration deadline();
    }
}
