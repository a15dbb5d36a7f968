package org.theorder.lifeboat.notifier.pagerduty;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.theorder.lifeboat.events.Severity;

/** {@code lifeboat.notifier.pagerduty.*}: who is woken. Nobody, as long as no routing key is given. */
@ConfigMapping(prefix = "lifeboat.notifier.pagerduty")
public interface PagerDutySettings {
    /** The service; for customers in Europe {@code https://events.eu.pagerduty.com}. */
    @WithDefault("https://events.pagerduty.com")
    URI url();

    /** A file with the integration's routing key, read at each request. */
    Optional<Path> routingKeyFile();

    /** The key of those who are woken when nobody has acknowledged in time; default: nobody besides. */
    Optional<Path> escalationKeyFile();

    /** The least severity that wakes anybody. */
    @WithDefault("CRITICAL")
    Severity severity();

    /** How many events PagerDuty takes for one key in a minute. */
    @WithDefault("120")
    int mostPerMinute();
}
