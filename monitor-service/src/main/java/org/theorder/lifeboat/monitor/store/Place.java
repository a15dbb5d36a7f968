package org.theorder.lifeboat.monitor.store;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where something lies, and how it is reached; as the regions of backup-service are told. */
public interface Place {
    /**
     * {@code file:///absolute/path}, {@code s3://bucket/prefix?region=…} or {@code azure://account/container/prefix}, perhaps
     * with {@code endpoint}, {@code path-style} and {@code lock}.
     */
    String url();

    /** A properties file: {@code access-key-id} and {@code secret-access-key}, or {@code account-key} or {@code sas-token}. */
    Optional<String> credentialsFile();

    /** PEM file of the only authorities that are trusted; default: the JVM's. */
    Optional<String> caFile();

    /** {@code http://host:port}. */
    Optional<String> proxy();

    /** For one request; a stalled one is ended and tried again. */
    @WithDefault("5s")
    Duration requestTimeout();

    /** For one call with all its attempts. */
    @WithDefault("15s")
    Duration deadline();
}
