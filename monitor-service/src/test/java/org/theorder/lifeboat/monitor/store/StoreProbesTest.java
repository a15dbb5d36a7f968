package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.Probe;

class StoreProbesTest {
    private static final String MEDIA = "lifeboat.monitor.object-storage.media.";
    private static final String DR = "lifeboat.monitor.repositories.dr.";
    private static final String BUCKET = "s3://media/lifeboat-monitor?region=eu-north-1";

    private static List<Probe> probes(Map<String, String> properties) {
        return new StoreProbes(
                        Mappings.of(ObjectStorageConfiguration.class, properties),
                        Mappings.of(RepositoriesConfiguration.class, properties),
                        _ -> Forecast.History.NONE,
                        Clock.systemUTC())
                .probes();
    }

    private static Map<String, String> with(Map<String, String> properties, String key, String value) {
        Map<String, String> changed = new HashMap<>(properties);
        changed.put(key, value);
        return changed;
    }

    @Test
    void whatIsConfiguredIsWatched() {
        Map<String, String> replicated =
                Map.of(MEDIA + "primary.url", BUCKET, MEDIA + "replica.url", "file:///srv/copy");
        assertThat(probes(replicated)).extracting(Probe::name).containsExactly("object storage media");
        assertThat(probes(with(replicated, MEDIA + "primary.url", BUCKET + "&lock=compliance")))
                .extracting(Probe::name)
                .containsExactly("object storage media", "object-lock-broken media");
        assertThat(probes(Map.of(MEDIA + "primary.url", BUCKET + "&lock=compliance")))
                .extracting(Probe::name)
                .containsExactly("object-lock-broken media");
        assertThat(probes(Map.of(DR + "url", BUCKET, DR + "quota", "2TB")))
                .extracting(Probe::name)
                .containsExactly("storage-used repository/dr");
    }

    @ParameterizedTest
    @CsvSource({"interval, 0s", "lock-for, -1s", "primary.url, ftp://x", "primary.credentials-file, relative"})
    void aWrongValueIsNamedByItsKey(String key, String value) {
        Map<String, String> replicated =
                Map.of(MEDIA + "primary.url", BUCKET, MEDIA + "replica.url", "file:///srv/copy");
        assertThatThrownBy(() -> probes(with(replicated, MEDIA + key, value)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(MEDIA + key + " ");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> probes(Map.of(MEDIA + "primary.url", BUCKET)))
                .hasMessageStartingWith(MEDIA + "replica is missing");
        assertThatThrownBy(() -> probes(Map.of(DR + "url", BUCKET, DR + "quota", "much")))
                .hasMessageStartingWith(DR + "quota ");
        assertThatThrownBy(() -> probes(Map.of(DR + "url", BUCKET, DR + "interval", "21s")))
                .hasMessageStartingWith(DR + "interval ");
    }
}
