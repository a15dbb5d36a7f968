package org.theorder.lifeboat.notifier.publish;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code lifeboat.notifier.publish.*}: the page as static files, in this region's own place. */
@ConfigMapping(prefix = "lifeboat.notifier.publish")
public interface PublishSettings {
    /**
     * Where all of the page is written to after each build: {@code file:///srv/page},
     * {@code s3://bucket/prefix?region=eu-central-1} or {@code azure://account/container/prefix}, as a region of the
     * repository is named. None: nowhere.
     */
    Optional<String> url();

    /** As long as only figures and times change, the files are renewed no more often than this; news go out at once. */
    @WithDefault("10s")
    Duration figuresEvery();

    /** {@code access-key-id} and {@code secret-access-key}, or {@code account-key} or {@code sas-token}. */
    Optional<String> credentialsFile();

    /** A PEM file with the only authorities that are trusted. */
    Optional<String> caFile();

    /** {@code http://host:port}. */
    Optional<String> proxy();

    /** For one request. */
    @WithDefault("10s")
    Duration requestTimeout();

    /** For one file with all attempts. */
    @WithDefault("30s")
    Duration deadline();
}
