package org.theorder.lifeboat.restore.testing;

import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.restore.point.RegionsConfiguration;

/** A region of which the configuration says no more than where it is. */
public record PlainRegion(String url, Optional<String> credentialsFile) implements RegionsConfiguration.Region {
    public PlainRegion(String url) {
        this(url, Optional.empty());
    }

    @Override
    public Optional<String> caFile() {
        return Optional.empty();
    }

    @Override
    public Optional<String> proxy() {
        return Optional.empty();
    }

    @Override
    public Duration requestTimeout() {
        return Duration.ofSeconds(15);
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(60);
    }
}
