package org.theorder.lifeboat.notifier.http;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** {@code lifeboat.notifier.http.*}: the way to PagerDuty, Atlassian, all webhooks and the other regions' pages. */
@ConfigMapping(prefix = "lifeboat.notifier.http")
public interface HttpSettings {
    /** {@code http://host:port}; addresses inside are asked without it. */
    Optional<URI> proxy();

    /** A PEM file with the only authorities that are trusted; default: those of the JVM. */
    Optional<Path> caFile();
}
