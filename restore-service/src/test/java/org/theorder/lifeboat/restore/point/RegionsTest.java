package org.theorder.lifeboat.restore.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.restore.testing.PlainRegion;

class RegionsTest {
    @TempDir
    Path folder;

    private Regions regions(List<String> order, Map<String, String> urls) {
        Map<String, RegionsConfiguration.Region> regions = new HashMap<>();
        urls.forEach((name, url) -> regions.put(name, new PlainRegion(url)));
        return Regions.of(() -> regions, order);
    }

    private Map<String, String> initialized(String... names) {
        Map<String, String> urls = new HashMap<>();
        for (String name : names) {
            FileStorage.initialize(folder.resolve(name), new RegionName(name), Clock.systemUTC());
            urls.put(name, folder.resolve(name).toUri().toString());
        }
        return urls;
    }

    @Test
    void preferredRegionsComeFirstAndTheOthersByName() {
        Regions regions = regions(List.of("west", "nowhere"), initialized("dr", "west", "archive"));

        assertThat(regions.look(Optional.empty()))
                .extracting(look ->
                        ((Regions.Look.Reachable) look).storage().region().value())
                .containsExactly("west", "archive", "dr");
    }

    @Test
    void regionThatIsGoneOrAnotherOneIsUnreachable() {
        Map<String, String> urls = initialized("dr");
        urls.put("gone", folder.resolve("gone").toUri().toString());
        urls.put("wrong", urls.get("dr"));

        assertThat(regions(List.of(), urls).look(Optional.empty()))
                .filteredOn(look -> look instanceof Regions.Look.Unreachable)
                .hasSize(2)
                .anyMatch(look -> look.toString().contains("lifeboat.json is missing"))
                .anyMatch(look -> look.toString().contains("holds region dr"));
    }

    @Test
    void regionThatWasAskedForStandsAlone() {
        Regions regions = regions(List.of(), initialized("dr", "primary"));

        assertThat(regions.look(Optional.of(new RegionName("dr")))).hasSize(1);
        assertThatThrownBy(() -> regions.look(Optional.of(new RegionName("mars"))))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }

    @Test
    void addressThatNamesNoPlaceIsAWrongConfiguration() {
        for (String url : List.of("s3://bucket/dr", "file://host/dr", "dr", "azure://account")) {
            assertThatThrownBy(() -> regions(List.of(), Map.of("dr", url)))
                    .as(url)
                    .isInstanceOfSatisfying(
                            LifeboatException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                    .hasMessageContaining("lifeboat.regions.dr.url");
        }
    }
}
