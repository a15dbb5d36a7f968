package org.theorder.lifeboat.notifier.atlassian;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.notifier.atlassian.*}: a Statuspage that is kept like ours. None, as long as no page is given. */
@ConfigMapping(prefix = "lifeboat.notifier.atlassian")
public interface AtlassianSettings {
    /** The id of the page there. */
    Optional<String> page();

    /** A file with the API key, read at each request. */
    Optional<Path> keyFile();

    /** The API. */
    @WithDefault("https://api.statuspage.io")
    URI url();

    /** The id there of each of our components; what is not named here is told without a component. */
    Map<String, String> components();

    /** The time from one request to the next: Atlassian takes one in a second. */
    @WithDefault("1s")
    Duration every();
}
