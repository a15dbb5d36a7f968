package org.theorder.lifeboat.backup.region;

import java.time.Duration;
import java.util.Optional;

/** What the configuration would say of a region. */
record PlaceSettings(String url, Optional<String> credentialsFile, Optional<String> caFile, Optional<String> proxy)
        implements RegionsConfiguration.Place {
    @Override
    public Duration requestTimeout() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(10);
    }
}
