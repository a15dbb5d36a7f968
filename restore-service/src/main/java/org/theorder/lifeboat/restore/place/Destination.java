package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * Where a restore writes; all of it is allowed.
 *
 * @param directory the data directory
 * @param mapped places of tablespaces, by their oid or the path that they had on the server
 * @param over whether the data directory holds the cluster, to be overwritten; its tablespaces stay where they are
 * @param ownVolume whether it lies in a volume of Kubernetes of which is known that no other pod uses it
 */
public record Destination(Path directory, Map<String, Path> mapped, boolean over, boolean ownVolume) {
    public Destination {
        mapped = Map.copyOf(mapped);
    }

    /** An empty data directory, with tablespaces beside it. */
    public static Destination of(Path directory) {
        return new Destination(directory, Map.of(), false, false);
    }

    /** @throws LifeboatException REQUEST_INVALID saying what is not allowed or does not fit together */
    public static Destination of(RestoreRequested request, AllowedDirectories allowed) {
        RestoreRequested.Place place = request.place();
        Map<String, Path> mapped = new HashMap<>();
        if (place.tablespaces() != null) {
            for (RestoreRequested.TablespacePlace each : place.tablespaces()) {
                if (mapped.put(each.tablespace(), allowed.checked(each.directory())) != null) {
                    throw refused("tablespace " + each.tablespace() + " is given two places");
                }
            }
        }
        if (place.over() != null) {
            requireOver(request, mapped);
        }
        return new Destination(
                allowed.checked(place.directory()), mapped, place.over() != null, place.kubernetes() != null);
    }

    private static void requireOver(RestoreRequested request, Map<String, Path> mapped) {
        if (!request.cluster().equals(request.place().over())) {
            throw refused("to overwrite the cluster that is there, 'over' must be its name, " + request.cluster());
        }
        if (request.mode() == RestoreMode.DRILL) {
            throw refused("a drill never overwrites anything");
        }
        if (!mapped.isEmpty()) {
            throw refused("over a cluster, its tablespaces stay where they are; leave 'tablespaces' out");
        }
    }

    private static LifeboatException refused(String why) {
        return new LifeboatException(ErrorCode.REQUEST_INVALID, why);
    }

    /** All directories that must be empty before, and belong to the restore then; none where it goes over a cluster. */
    List<Path> own() {
        if (over) {
            return List.of();
        }
        List<Path> own = new ArrayList<>(List.of(directory, besideDirectory()));
        own.addAll(new TreeSet<>(mapped.values()));
        return own;
    }

    private Path besideDirectory() {
        return directory.resolveSibling(directory.getFileName() + ".tablespaces");
    }

    /**
     * Where the tablespaces of a backup go that lay outside of its data directory, by their oid.
     *
     * @throws LifeboatException REQUEST_INVALID if a place is given for one that the backup does not have, or where the
     *     cluster has a tablespace is not allowed
     */
    public Map<String, Path> tablespaces(List<Archive> archives, AllowedDirectories allowed) {
        Map<String, Path> places = new HashMap<>();
        Set<String> known = new TreeSet<>();
        for (Archive archive : archives) {
            String location = archive.location();
            if (location != null && !archive.isInPlace()) {
                known.add(archive.name());
                known.add(location);
                places.put(
                        archive.name(),
                        over
                                ? allowed.checked(present(archive.name()).orElse(location))
                                : place(archive.name(), location));
            }
        }
        mapped.keySet().stream()
                .filter(named -> !known.contains(named))
                .findFirst()
                .ifPresent(unknown -> {
                    throw refused("the backup has no tablespace " + unknown + "; it has "
                            + (known.isEmpty() ? "none" : String.join(", ", known)));
                });
        return places;
    }

    /** All directories that a restore of these archives has filled: who starts the server must own them. */
    public List<Path> written(List<Archive> archives, AllowedDirectories allowed) {
        Set<Path> written = new LinkedHashSet<>(List.of(directory));
        tablespaces(archives, allowed)
                .values()
                .forEach(place -> written.add(place.startsWith(besideDirectory()) ? besideDirectory() : place));
        return List.copyOf(written);
    }

    /** Where a cluster that is there has its tablespaces, in the order of their oids; none if there is no cluster. */
    public static List<Path> tablespacesOf(Path dataDirectory) {
        Path links = dataDirectory.resolve("pg_tblspc");
        if (!Files.isDirectory(links)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(links)) {
            List<Path> places = new ArrayList<>();
            for (Path link : children.filter(Files::isSymbolicLink).sorted().toList()) {
                places.add(Files.readSymbolicLink(link));
            }
            return places;
        } catch (IOException e) {
            throw FileErrors.explained("looking into " + links, e);
        }
    }

    /** Where the cluster that is there has a tablespace; one that is damaged may have lost it. */
    private Optional<String> present(String oid) {
        Path link = directory.resolve("pg_tblspc").resolve(oid);
        try {
            return Files.isSymbolicLink(link)
                    ? Optional.of(Files.readSymbolicLink(link).toString())
                    : Optional.empty();
        } catch (IOException e) {
            throw FileErrors.explained("reading " + link, e);
        }
    }

    private Path place(String oid, String location) {
        Path byOid = mapped.get(oid);
        return byOid == null ? mapped.getOrDefault(location, besideDirectory().resolve(oid)) : byOid;
    }
}
