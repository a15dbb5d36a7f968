package org.theorder.lifeboat.restore.point;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.StoragePlace;

/** The configured regions in the order of preference. Each is looked at anew for each restore: it may come and go. */
public final class Regions {
    private final Map<RegionName, StoragePlace> places;
    private final Function<StoragePlace, Storage> opener;

    private Regions(Map<RegionName, StoragePlace> places, Function<StoragePlace, Storage> opener) {
        this.places = places;
        this.opener = opener;
    }

    /**
     * @param order names that come first, in this order; the others follow by name; a name that is not configured is skipped
     * @throws LifeboatException CONFIGURATION_INVALID naming the key, if a setting is wrong
     */
    public static Regions of(RegionsConfiguration configuration, List<String> order) {
        return of(configuration, order, StoragePlace::open);
    }

    /** @param opener opens a region each time; STORE_UNREACHABLE if it is not there */
    public static Regions of(
            RegionsConfiguration configuration, List<String> order, Function<StoragePlace, Storage> opener) {
        Set<String> names = new LinkedHashSet<>(order);
        names.retainAll(configuration.regions().keySet());
        names.addAll(new TreeSet<>(configuration.regions().keySet()));
        Map<RegionName, StoragePlace> places = new LinkedHashMap<>();
        for (Map.Entry<String, RegionsConfiguration.Region> region : configuration.regions().entrySet().stream()
                .sorted((one, other) -> position(names, one.getKey()) - position(names, other.getKey()))
                .toList()) {
            places.put(new RegionName(region.getKey()), place(region.getKey(), region.getValue()));
        }
        return new Regions(places, opener);
    }

    /** Regions whose names are known from their own description, in the order of preference. */
    public static Regions at(Map<RegionName, StoragePlace> places) {
        return new Regions(new LinkedHashMap<>(places), StoragePlace::open);
    }

    private static int position(Set<String> names, String name) {
        return List.copyOf(names).indexOf(name);
    }

    private static StoragePlace place(String name, RegionsConfiguration.Region region) {
        String key = "lifeboat.regions." + name + ".";
        return new StoragePlace(
                StorageLocation.parse(region.url(), key + "url"),
                StorageAccess.parse(
                        key,
                        region.credentialsFile(),
                        region.caFile(),
                        region.proxy(),
                        region.requestTimeout(),
                        region.deadline()));
    }

    /** A region as it is right now. */
    sealed interface Look {
        record Reachable(Storage storage) implements Look {}

        record Unreachable(RegionName region, RestorePoints.Trouble why) implements Look {}
    }

    /**
     * @param asked only this one; empty for all
     * @throws LifeboatException REQUEST_INVALID if there is no such region
     */
    List<Look> look(Optional<RegionName> asked) {
        asked.filter(region -> !places.containsKey(region)).ifPresent(region -> {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "there is no region " + region + "; configured are " + places.keySet());
        });
        List<Look> looks = new ArrayList<>();
        places.forEach((region, place) -> {
            if (asked.isEmpty() || asked.get().equals(region)) {
                looks.add(look(region, place));
            }
        });
        return looks;
    }

    /**
     * The regions that answer.
     *
     * @param notes gets why others do not
     * @throws LifeboatException STORE_UNREACHABLE if none answers
     */
    static List<Storage> reachable(List<Look> looks, List<String> notes) {
        List<Storage> reachable = new ArrayList<>();
        for (Look look : looks) {
            switch (look) {
                case Look.Reachable there -> reachable.add(there.storage());
                case Look.Unreachable gone ->
                    notes.add("region " + gone.region() + ": " + gone.why().what());
            }
        }
        if (reachable.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    notes.isEmpty()
                            ? "no region is configured: set lifeboat.regions.<name>.url"
                            : "no region can be read: " + String.join("; ", notes));
        }
        return reachable;
    }

    /**
     * The clusters that were ever backed up into a region that can be read now.
     *
     * @throws LifeboatException STORE_UNREACHABLE if none answers
     */
    public Set<ClusterName> clusters() {
        Set<ClusterName> clusters = new TreeSet<>(Comparator.comparing(ClusterName::value));
        reachable(look(Optional.empty()), new ArrayList<>())
                .forEach(region -> clusters.addAll(ClusterRepository.clusters(region)));
        return clusters;
    }

    private Look look(RegionName region, StoragePlace place) {
        try {
            Storage storage = opener.apply(place);
            return storage.region().equals(region)
                    ? new Look.Reachable(storage)
                    : new Look.Unreachable(
                            region,
                            new RestorePoints.Trouble(
                                    ErrorCode.CONFIGURATION_INVALID, place + " holds region " + storage.region()));
        } catch (LifeboatException e) {
            return new Look.Unreachable(region, new RestorePoints.Trouble(e.code(), e.explanation()));
        }
    }
}
