package org.theorder.lifeboat.monitor.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.ForecastStore;
import org.theorder.lifeboat.monitor.probe.PacedProbe;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.probe.ProbeSource;
import org.theorder.lifeboat.monitor.probe.SubjectProbe;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;

/** The probes of the buckets and the regions that the configuration names. */
@Singleton
public class StoreProbes implements ProbeSource {
    private static final String BUCKETS = "lifeboat.monitor.object-storage";
    private static final String REGIONS = "lifeboat.monitor.repositories";
    /** Ten pages of S3. */
    private static final int OBJECTS_PER_LOOK = 10_000;

    private final Clock clock;
    private final Function<String, Forecast.History> histories;
    private final List<Probe> probes = new ArrayList<>();

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    @Inject
    StoreProbes(
            ObjectStorageConfiguration buckets,
            RepositoriesConfiguration regions,
            ForecastStore forecasts,
            Clock clock) {
        this(buckets, regions, forecasts::of, clock);
    }

    /** @param histories by subject, for forecasts */
    StoreProbes(
            ObjectStorageConfiguration buckets,
            RepositoriesConfiguration regions,
            Function<String, Forecast.History> histories,
            Clock clock) {
        this.clock = clock;
        this.histories = histories;
        buckets.byName().forEach(this::add);
        regions.byName().forEach(this::add);
    }

    private void add(String name, ObjectStorageConfiguration.Replicated replicated) {
        String key = BUCKETS + "." + Configured.name(BUCKETS, name);
        RegionName region = new RegionName(name);
        String component = replicated.component().orElse(name);
        Place place = replicated.primary();
        StoragePlace primary = open(place, key + ".primary");
        Duration interval = Configured.positive(key + ".interval", replicated.interval());
        Optional<Place> copy = replicated.replica();
        copy.ifPresent(replica -> probes.add(new MarkerProbe(
                region,
                component,
                primary,
                open(replica, key + ".replica"),
                interval,
                // both are asked several times
                place.deadline().plus(replica.deadline()).multipliedBy(2),
                clock)));
        Duration lockInterval = Configured.positive(key + ".lock-interval", replicated.lockInterval());
        Duration lockFor = Configured.positive(key + ".lock-for", replicated.lockFor());
        if (lock(primary).isPresent()) {
            // a way of its own: initializing it anew must not close that of the markers
            StoragePlace locked = open(place, key + ".primary");
            probes.add(new PacedProbe(
                    new SubjectProbe(
                            new Subject(RuleName.OBJECT_LOCK_BROKEN, name, null, component),
                            lockInterval,
                            place.deadline().multipliedBy(4),
                            new LockLook(
                                    region, locked.toString(), () -> locked.initialize(region, clock), lockFor, clock)),
                    System::nanoTime));
        } else if (copy.isEmpty()) {
            throw Configured.invalid(
                    key + ".replica", "is missing, and the URL of primary has no lock: there is nothing to watch");
        }
    }

    private static StoragePlace open(Place place, String key) {
        return new StoragePlace(
                StorageLocation.parse(place.url(), key + ".url"),
                StorageAccess.parse(
                        key + ".",
                        place.credentialsFile(),
                        place.caFile(),
                        place.proxy(),
                        place.requestTimeout(),
                        place.deadline()));
    }

    private static Optional<LockMode> lock(StoragePlace place) {
        return switch (place.location()) {
            case StorageLocation.S3 s3 -> s3.lock();
            case StorageLocation.Azure azure -> azure.lock();
            case StorageLocation.Directory _ -> Optional.empty();
        };
    }

    private void add(String name, RepositoriesConfiguration.Region region) {
        String key = REGIONS + "." + Configured.name(REGIONS, name);
        @Nullable
        Long quota = region.quota()
                .map(text -> Configured.bytes(key + ".quota", text))
                .orElse(null);
        probes.add(new SubjectProbe(
                new Subject(RuleName.STORAGE_USED, "repository/" + name, null, "repository-" + name),
                Configured.interval(key + ".interval", region.interval()),
                region.place().deadline().multipliedBy(2),
                new RepositorySizeLook(
                        name,
                        open(region.place(), key),
                        quota,
                        OBJECTS_PER_LOOK,
                        new Forecast(System::nanoTime, histories.apply("repository/" + name)))));
    }

    @Override
    public List<Probe> probes() {
        return List.copyOf(probes);
    }
}
