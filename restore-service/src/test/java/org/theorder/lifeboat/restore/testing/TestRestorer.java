package org.theorder.lifeboat.restore.testing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoragePlace;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.point.RegionsConfiguration;
import org.theorder.lifeboat.restore.postgres.Installation;
import org.theorder.lifeboat.restore.postgres.Installations;
import org.theorder.lifeboat.restore.run.RestoreSettings;
import org.theorder.lifeboat.restore.run.Restorer;
import org.theorder.lifeboat.restore.verify.Assertion;
import org.theorder.lifeboat.restore.verify.Verification;
import org.theorder.lifeboat.restore.wal.WalCourier;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** A restorer on the regions below a folder, with short patience. */
public final class TestRestorer {
    private TestRestorer() {}

    public static Restorer of(Path repository, Path allowed) {
        return of(
                repository,
                allowed,
                new Installation(PostgresBinaries.unpacked().resolve("bin"), 18));
    }

    public static Restorer of(Path repository, Path allowed, Installation installation) {
        return new Restorer(
                settings(allowed),
                new PointChooser(regions(repository), Identities.none(), Duration.ofSeconds(3)),
                new Installations(List.of(installation)),
                Clock.systemUTC());
    }

    public static RestoreSettings settings(Path allowed) {
        return new RestoreSettings(
                new AllowedDirectories(List.of(allowed)),
                2,
                new WalCourier.Settings(4, 2, Duration.ofSeconds(30)),
                Duration.ofMinutes(3),
                Duration.ofSeconds(60),
                Map.of(),
                Map.of("unix_socket_directories", ""),
                new Verification.Settings("postgres", Duration.ofMinutes(2), Long.MAX_VALUE, false, 2),
                Map.of(
                        TestRepository.SHOP,
                        List.of(
                                new Assertion(
                                        "newest-order",
                                        Optional.empty(),
                                        "select number || ' at ' || at from orders order by number desc limit 1",
                                        Optional.empty()),
                                new Assertion(
                                        "products",
                                        Optional.of("shop"),
                                        "select count(*) from products",
                                        Optional.of("5000")))));
    }

    /** Primary first. */
    public static Regions regions(Path repository) {
        return regions(repository, StoragePlace::open);
    }

    public static Regions regions(Path repository, Function<StoragePlace, Storage> opener) {
        Map<String, RegionsConfiguration.Region> regions = new LinkedHashMap<>();
        for (RegionName name : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            regions.put(
                    name.value(),
                    new PlainRegion(repository.resolve(name.value()).toUri().toString()));
        }
        return Regions.of(() -> regions, List.of("primary"), opener);
    }
}
