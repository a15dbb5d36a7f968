package org.theorder.lifeboat.backup.region;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;

/**
 * All regions. The rule for a directory that holds no repository: one that never held data of ours is initialized by
 * itself; one that did (the service's own table remembers which repository it was) is closed until it is mounted again,
 * or until an operator says that the disk is new ({@link #initialize}). So a missing mount never turns into an empty
 * repository behind anybody's back.
 */
@ApplicationScoped
public class Regions {
    private static final Logger LOG = LoggerFactory.getLogger(Regions.class);
    private static final int LARGEST_DESCRIPTION = 64 * 1024;

    private final Map<RegionName, Region> regions = new TreeMap<>();
    private final Map<RegionName, UUID> known = new ConcurrentHashMap<>();
    private final RegionStore store;
    private final RegionGuard guard;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();

    Regions(RegionsConfiguration configuration, RegionStore store, RegionGuard guard, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.clock = clock;
        configuration.byName().forEach((name, place) -> {
            RegionName region = new RegionName(name);
            regions.put(region, new Region(region, place("lifeboat.regions." + region + ".", place)));
        });
    }

    private static StoragePlace place(String key, RegionsConfiguration.Place place) {
        return new StoragePlace(
                StorageLocation.parse(place.url(), key + "url"),
                StorageAccess.parse(
                        key,
                        place.credentialsFile(),
                        place.caFile(),
                        place.proxy(),
                        place.requestTimeout(),
                        place.deadline()));
    }

    public Collection<Region> all() {
        return regions.values();
    }

    public List<RegionName> names() {
        return new ArrayList<>(regions.keySet());
    }

    public Optional<Region> find(RegionName name) {
        return Optional.ofNullable(regions.get(name));
    }

    /** @throws LifeboatException NOT_FOUND */
    public Region get(RegionName name) {
        return find(name)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "there is no region " + name + "; configured are " + regions.keySet()
                                + " (lifeboat.regions.<name>.url)"));
    }

    /** Grows whenever a region opens, closes or becomes another repository. */
    public long changes() {
        return changes.get();
    }

    /** Looks at every region, one after another. */
    void look() {
        regions.values().forEach(this::look);
    }

    /** Looks at one region; called every second, by a thread per region because a dead mount may hold it for long. */
    public void look(Region region) {
        synchronized (region) {
            if (region.isDue()) {
                lookLocked(region);
            }
        }
    }

    private void lookLocked(Region region) {
        RegionState before = region.state();
        RegionState now;
        try {
            now = stateOf(region);
        } catch (LifeboatException e) {
            now = new RegionState.Closed(e.explanation());
        }
        region.state(now);
        tell(region, before, now);
    }

    private RegionState stateOf(Region region) {
        Optional<UUID> expected = expected(region.name());
        return guard.look(region.name(), () -> stateOf(region, expected));
    }

    private RegionState stateOf(Region region, Optional<UUID> expected) {
        if (expected.isEmpty()) {
            return adopt(region, region.place().initialize(region.name(), clock));
        }
        Storage storage;
        try {
            storage = region.place().open();
        } catch (LifeboatException e) {
            return new RegionState.Closed(e.explanation() + remedy(region, e));
        }
        UUID present = repository(guard.decorated(storage));
        if (!present.equals(expected.get())) {
            return new RegionState.Closed("another repository than before lies at " + region.place() + " (" + present
                    + ", not " + expected.get() + "): mount the right one; to go on with this one, POST /regions/"
                    + region.name() + "/initialize");
        }
        return new RegionState.Open(guard.guarded(storage), present);
    }

    private static String remedy(Region region, LifeboatException e) {
        String anew = "; if it is new and empty for good, POST /regions/" + region.name() + "/initialize";
        return switch (region.place().location()) {
            case StorageLocation.Directory _ -> ". It held a repository before: mount it again" + anew;
            case StorageLocation.S3 _, StorageLocation.Azure _ ->
                e.explanation().contains(RegionDescription.KEY + " is missing")
                        ? ". It held a repository before: correct its URL" + anew
                        : "";
        };
    }

    /**
     * An operator says: this disk is new (or this repository is the right one), go on with it. Does nothing to a region
     * that is open.
     *
     * @throws LifeboatException STORE_UNREACHABLE if there is no place, CONFIGURATION_INVALID if another region lives
     *     there
     */
    public Region initialize(RegionName name) {
        Region region = get(name);
        synchronized (region) {
            initializeLocked(region);
        }
        return region;
    }

    private void initializeLocked(Region region) {
        if (region.state() instanceof RegionState.Open && stateOf(region) instanceof RegionState.Open) {
            return;
        }
        RegionState before = region.state();
        RegionState.Open now =
                guard.look(region.name(), () -> adopt(region, region.place().initialize(region.name(), clock)));
        region.state(now);
        tell(region, before, now);
    }

    private RegionState.Open adopt(Region region, Storage storage) {
        if (!storage.region().equals(region.name())) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    region.place() + " holds region " + storage.region() + ", not " + region.name()
                            + "; correct lifeboat.regions." + region.name() + ".url");
        }
        UUID repository = repository(guard.decorated(storage));
        store.remember(region.name(), repository);
        known.put(region.name(), repository);
        return new RegionState.Open(guard.guarded(storage), repository);
    }

    private Optional<UUID> expected(RegionName region) {
        UUID remembered = known.get(region);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<UUID> stored = store.known(region);
        stored.ifPresent(repository -> known.put(region, repository));
        return stored;
    }

    private static UUID repository(Storage storage) {
        try (InputStream in = storage.open(RegionDescription.KEY)) {
            return RegionDescription.read(in.readNBytes(LARGEST_DESCRIPTION), storage.toString())
                    .repository();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, storage + ": " + RegionDescription.KEY + " cannot be read", e);
        }
    }

    private void tell(Region region, RegionState before, RegionState now) {
        if (!before.getClass().equals(now.getClass())) {
            changes.incrementAndGet();
        }
        switch (now) {
            case RegionState.Open open -> {
                if (!(before instanceof RegionState.Open earlier)
                        || !earlier.repository().equals(open.repository())) {
                    LOG.info("region is open region={} repository={}", region.name(), open.repository());
                }
            }
            case RegionState.Closed closed -> {
                if (!closed.equals(before)) {
                    LOG.warn("region cannot be used region={} reason={}", region.name(), closed.reason());
                }
            }
        }
    }
}
