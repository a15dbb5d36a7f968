package org.theorder.lifeboat.backup.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

class RegionsTest {
    private static final RegionName DR = new RegionName("dr");

    @TempDir
    private Path folder;

    private final Known known = new Known();

    @Test
    void regionThatNeverHeldDataIsInitialized() {
        Regions regions = regions();
        regions.look();
        assertThat(regions.get(DR).state()).isInstanceOf(RegionState.Open.class);
        assertThat(folder.resolve("dr/lifeboat.json")).exists();
        assertThat(known.repositories).containsKey(DR);
    }

    @Test
    void regionThatHeldDataIsNotInitializedByItself() throws IOException {
        Regions regions = regions();
        regions.look();
        UUID before = known.repositories.get(DR);
        Files.move(folder.resolve("dr"), folder.resolve("unmounted"));
        regions.look();
        assertThat(regions.get(DR).state())
                .isInstanceOfSatisfying(
                        RegionState.Closed.class,
                        closed -> assertThat(closed.reason()).contains("POST /regions/dr/initialize"));
        assertThatThrownBy(() -> regions.get(DR).open())
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE));
        // nor after a restart
        Regions restarted = regions();
        restarted.look();
        assertThat(restarted.get(DR).state()).isInstanceOf(RegionState.Closed.class);
        assertThat(folder.resolve("dr")).doesNotExist();
        // mounted again
        Files.move(folder.resolve("unmounted"), folder.resolve("dr"));
        restarted.look();
        assertThat(restarted.get(DR).open().repository()).isEqualTo(before);
    }

    @Test
    void operatorMayGoOnWithANewDisk() throws IOException {
        Regions regions = regions();
        regions.look();
        UUID before = known.repositories.get(DR);
        Files.move(folder.resolve("dr"), folder.resolve("lost"));
        regions.look();
        regions.initialize(DR);
        assertThat(regions.get(DR).open().repository()).isNotEqualTo(before).isEqualTo(known.repositories.get(DR));
        UUID fresh = known.repositories.get(DR);
        regions.initialize(DR);
        assertThat(known.repositories.get(DR)).isEqualTo(fresh);
    }

    @Test
    void wrongMountIsNoticed() throws IOException {
        Regions regions = regions();
        regions.look();
        Files.move(folder.resolve("dr"), folder.resolve("right"));
        Known elsewhere = new Known();
        new Regions(configuration(), elsewhere, guard(), Clock.systemUTC()).look();
        regions.look();
        assertThat(regions.get(DR).state())
                .isInstanceOfSatisfying(
                        RegionState.Closed.class,
                        closed -> assertThat(closed.reason()).contains("another repository than before"));
        regions.initialize(DR);
        assertThat(regions.get(DR).open().repository()).isEqualTo(elsewhere.repositories.get(DR));
    }

    @Test
    void settingThatIsWrongIsNamedByItsKey() {
        assertRefused(place("s3://bucket"), "lifeboat.regions.dr.url needs the parameter region");
        assertRefused(place("file://host/srv/dr"), "lifeboat.regions.dr.url needs an absolute path");
        assertRefused(place("no url"), "lifeboat.regions.dr.url is not a URL");
        assertRefused(
                new PlaceSettings("s3://bucket?region=x", Optional.of("keys"), Optional.empty(), Optional.empty()),
                "lifeboat.regions.dr.credentials-file must be an absolute path");
        assertRefused(
                new PlaceSettings("s3://bucket?region=x", Optional.empty(), Optional.of("ca.pem"), Optional.empty()),
                "lifeboat.regions.dr.ca-file must be an absolute path");
        assertRefused(
                new PlaceSettings(
                        "s3://bucket?region=x", Optional.empty(), Optional.empty(), Optional.of("http://u:p@host:1")),
                "lifeboat.regions.dr.proxy must be http://host:port");
    }

    @Test
    void missingCredentialsFileClosesTheRegionAndNamesTheFile() {
        PlaceSettings settings = new PlaceSettings(
                "s3://bucket?region=x", Optional.of("/no/such/file"), Optional.empty(), Optional.empty());
        Regions regions = new Regions(() -> Map.of("dr", settings), known, guard(), Clock.systemUTC());
        regions.look();
        assertThat(regions.get(DR).state())
                .isInstanceOfSatisfying(
                        RegionState.Closed.class,
                        closed -> assertThat(closed.reason()).contains("credentials file /no/such/file"));
    }

    /** Correctness line 17: a mount that hangs closes its region, and nobody waits for it. */
    @Test
    void regionThatHangsIsClosedWithTheReason() {
        CountDownLatch hangs = new CountDownLatch(1);
        RegionGuard guard = new RegionGuard(hasty(), new SimpleMeterRegistry(), List.of());
        try {
            assertThatThrownBy(() -> guard.look(DR, () -> {
                        awaitUninterruptibly(hangs);
                        return "never";
                    }))
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNREACHABLE))
                    .hasMessageContaining("does not answer");
            assertThatThrownBy(() -> guard.look(DR, () -> "at once")).hasMessageContaining("was not tried");
        } finally {
            hangs.countDown();
        }
        await().ignoreException(LifeboatException.class)
                .untilAsserted(() -> assertThat(guard.look(DR, () -> "well")).isEqualTo("well"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // a dead mount does not heed it
            }
        }
    }

    @Test
    void unknownRegionIsNotFound() {
        assertThatThrownBy(() -> regions().get(new RegionName("mars")))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private void assertRefused(RegionsConfiguration.Place place, String part) {
        assertThatThrownBy(() -> new Regions(() -> Map.of("dr", place), known, guard(), Clock.systemUTC()))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                .hasMessageContaining(part);
    }

    private static RegionsConfiguration.Place place(String url) {
        return new PlaceSettings(url, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Regions regions() {
        return new Regions(configuration(), known, guard(), Clock.systemUTC());
    }

    private RegionsConfiguration configuration() {
        return () -> Map.of("dr", place(folder.resolve("dr").toUri().toString().replaceAll("/$", "")));
    }

    private static RegionGuard guard() {
        return new RegionGuard(configured(Map.of()), new SimpleMeterRegistry(), List.of());
    }

    private static StoreConfiguration hasty() {
        return configured(Map.of("lifeboat.store.look-deadline", "200ms"));
    }

    private static StoreConfiguration configured(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(StoreConfiguration.class)
                .withDefaultValues(values)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build()
                .getConfigMapping(StoreConfiguration.class);
    }

    /** What the table would remember. */
    private static final class Known extends RegionStore {
        final Map<RegionName, UUID> repositories = new HashMap<>();

        Known() {
            super(null, Clock.systemUTC());
        }

        @Override
        Optional<UUID> known(RegionName region) {
            return Optional.ofNullable(repositories.get(region));
        }

        @Override
        void remember(RegionName region, UUID repository) {
            repositories.put(region, repository);
        }
    }
}
