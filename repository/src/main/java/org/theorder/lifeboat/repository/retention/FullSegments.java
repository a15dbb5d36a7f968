package org.theorder.lifeboat.repository.retention;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.theorder.lifeboat.events.Lsn;

/** The segments that are there in full: their slices are of no more use. */
final class FullSegments {
    private final Map<Integer, NavigableMap<Lsn, Lsn>> ends = new HashMap<>();

    FullSegments(List<WalItem> items) {
        items.stream()
                .filter(item -> !item.slice())
                .forEach(item -> ends.computeIfAbsent(item.timeline(), _ -> new TreeMap<>())
                        .put(item.from(), item.to()));
    }

    /** Whether it is a slice of one of them. */
    boolean replace(WalItem item) {
        NavigableMap<Lsn, Lsn> segments = ends.get(item.timeline());
        Map.Entry<Lsn, Lsn> segment = item.slice() && segments != null ? segments.floorEntry(item.from()) : null;
        return segment != null && !segment.getValue().isBefore(item.to());
    }
}
