package org.theorder.lifeboat.restore.point;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/** The configured regions in the order of preference. Each is opened anew for each restore: it may come and go. */
public final class Regions {
    private final Map<RegionName, Path> roots;
    private final Function<Path, Storage> opener;

    private Regions(Map<RegionName, Path> roots, Function<Path, Storage> opener) {
        this.roots = roots;
        this.opener = opener;
    }

    /**
     * @param order names that come first, in this order; the others follow by name; a name that is not configured is skipped
     * @throws LifeboatException CONFIGURATION_INVALID naming the key, if an address is not a directory's
     */
    public static Regions of(RegionsConfiguration configuration, List<String> order) {
        return of(configuration, order, FileStorage::open);
    }

    /** @param opener opens a region's root each time; STORE_UNREACHABLE if it is not there */
    public static Regions of(RegionsConfiguration configuration, List<String> order, Function<Path, Storage> opener) {
        Set<String> names = new LinkedHashSet<>(order);
        names.retainAll(configuration.regions().keySet());
        names.addAll(new TreeSet<>(configuration.regions().keySet()));
        Map<RegionName, Path> roots = new LinkedHashMap<>();
        for (Map.Entry<String, RegionsConfiguration.Region> region : configuration.regions().entrySet().stream()
                .sorted((one, other) -> position(names, one.getKey()) - position(names, other.getKey()))
                .toList()) {
            roots.put(
                    new RegionName(region.getKey()),
                    directory(region.getKey(), region.getValue().url()));
        }
        return new Regions(roots, opener);
    }

    private static int position(Set<String> names, String name) {
        return List.copyOf(names).indexOf(name);
    }

    private static Path directory(String name, URI url) {
        if (!"file".equals(url.getScheme()) || url.getPath() == null || url.getAuthority() != null) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.regions." + name
                            + ".url: only directories are supported so far, for example file:///var/lib/lifeboat/"
                            + name);
        }
        return Path.of(url.getPath());
    }

    /** A region as it is right now. */
    sealed interface Look {
        record Reachable(Storage storage) implements Look {}

        record Unreachable(RegionName region, String reason) implements Look {}
    }

    /**
     * @param asked only this one; empty for all
     * @throws LifeboatException REQUEST_INVALID if there is no such region
     */
    List<Look> look(Optional<RegionName> asked) {
        asked.filter(region -> !roots.containsKey(region)).ifPresent(region -> {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "there is no region " + region + "; configured are " + roots.keySet());
        });
        List<Look> looks = new ArrayList<>();
        roots.forEach((region, root) -> {
            if (asked.isEmpty() || asked.get().equals(region)) {
                looks.add(look(region, root));
            }
        });
        return looks;
    }

    private Look look(RegionName region, Path root) {
        try {
            Storage storage = opener.apply(root);
            return storage.region().equals(region)
                    ? new Look.Reachable(storage)
                    : new Look.Unreachable(region, root + " holds region " + storage.region());
        } catch (LifeboatException e) {
            return new Look.Unreachable(region, e.explanation());
        }
    }
}
