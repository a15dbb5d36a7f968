package org.theorder.lifeboat.monitor.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Whether the store copies from one bucket into another: markers are written into the first and looked for in the second. All
 * that is remembered are the markers themselves, so a restart loses nothing.
 */
final class Markers {
    private static final Logger LOG = LoggerFactory.getLogger(Markers.class);
    /** Markers that arrived are removed after that. */
    private static final Duration KEPT = Duration.ofHours(1);
    /** Stores copy in any order; one that was overtaken so long ago does not come any more. */
    private static final Duration OVERTAKEN = Duration.ofMinutes(15);
    /** Of so many that have not arrived the oldest says enough. */
    private static final int MOST_AWAITED = 100;

    private final Duration interval;
    private final Clock clock;
    private final Set<String> same = new HashSet<>();

    /** @param interval from one marker to the next */
    Markers(Duration interval, Clock clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * What was found.
     *
     * @param lag age of the oldest marker that is still awaited; zero if all have arrived
     * @param awaited markers that have not arrived
     * @param bytes of what is awaited
     * @param lost markers that never arrived although later ones did
     * @param differing markers that arrived with another content
     */
    record Comparison(Duration lag, int awaited, long bytes, List<String> lost, List<String> differing) {}

    /**
     * Compares, writes the next marker if it is due, and removes old ones.
     *
     * @throws LifeboatException as {@link Storage}, if one of the two cannot be asked
     */
    synchronized Comparison look(Storage primary, Storage replica) {
        Instant now = clock.instant();
        Map<Marker, StoredObject> written = markers(primary);
        Map<Marker, StoredObject> copied = markers(replica);
        // others may remove copies, too: a lifecycle rule, where we may only read
        same.retainAll(copied.keySet().stream().map(Marker::key).collect(Collectors.toSet()));
        List<Marker> differing = copied.keySet().stream()
                .filter(marker -> !isSame(replica, marker))
                .toList();
        List<Marker> absent = written.keySet().stream()
                .filter(marker -> !copied.containsKey(marker))
                .toList();
        Instant newestCopy =
                copied.keySet().stream().map(Marker::at).max(Instant::compareTo).orElse(Instant.MIN);
        Set<Marker> lost = absent.stream()
                .filter(marker ->
                        marker.at().isBefore(newestCopy) && marker.at().isBefore(now.minus(OVERTAKEN)))
                .collect(Collectors.toUnmodifiableSet());
        List<Marker> awaited =
                absent.stream().filter(marker -> !lost.contains(marker)).toList();
        removeOld(primary, written.keySet(), Set.copyOf(awaited), now);
        removeOldCopies(replica, copied.keySet(), now);
        writeNext(primary, written.keySet(), awaited.size(), now);
        return new Comparison(
                awaited.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(awaited.getFirst().at(), now),
                awaited.size(),
                written.entrySet().stream()
                        .filter(entry -> awaited.contains(entry.getKey()))
                        .mapToLong(entry -> entry.getValue().length())
                        .sum(),
                lost.stream().map(Marker::key).sorted().toList(),
                differing.stream().map(Marker::key).toList());
    }

    /** By age, the oldest first. */
    private static Map<Marker, StoredObject> markers(Storage region) {
        Map<Marker, StoredObject> markers =
                new TreeMap<>(Comparator.comparing(Marker::at).thenComparing(Marker::key));
        try (Stream<StoredObject> objects = region.list(Marker.FOLDER)) {
            objects.forEach(object -> Marker.of(object.key()).ifPresent(marker -> markers.put(marker, object)));
        }
        return markers;
    }

    /** A copy is read once. */
    private boolean isSame(Storage replica, Marker marker) {
        if (same.contains(marker.key())) {
            return true;
        }
        try (InputStream copy = replica.open(marker.key())) {
            boolean equal = marker.content().isSameAs(copy);
            if (equal) {
                same.add(marker.key());
            }
            return equal;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "reading " + marker.key() + " in " + replica.region() + " broke off",
                    e);
        }
    }

    private void writeNext(Storage primary, Set<Marker> written, int awaited, Instant now) {
        boolean due = written.stream().noneMatch(marker -> marker.at().isAfter(now.minus(interval)));
        if (due && awaited < MOST_AWAITED) {
            Marker next = Marker.written(now);
            primary.create(next.key(), next.content());
        }
    }

    private static void removeOld(Storage primary, Set<Marker> written, Set<Marker> awaited, Instant now) {
        written.stream()
                .filter(marker -> marker.at().isBefore(now.minus(KEPT)) && !awaited.contains(marker))
                .forEach(marker -> primary.delete(marker.key()));
    }

    /** A store does not copy that something was removed. Where we may only read, a lifecycle rule has to do it. */
    private static void removeOldCopies(Storage replica, Set<Marker> copied, Instant now) {
        for (Marker marker : copied) {
            if (marker.at().isBefore(now.minus(KEPT))) {
                try {
                    replica.delete(marker.key());
                } catch (LifeboatException e) {
                    LOG.debug("a copy of a marker stays key={} reason={}", marker.key(), e.explanation());
                    return;
                }
            }
        }
    }
}
