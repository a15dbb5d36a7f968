package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** When a server had written how far: turns a position of a copy into the age of what it lacks. Monotonic time. */
final class LsnHistory {
    private static final int MOST = 4_000;

    private final LongSupplier nanos;
    private final NavigableMap<Long, Long> newestAt = new TreeMap<>();

    LsnHistory(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The server has written up to here now. A position that goes back is another server's: all before is forgotten. */
    synchronized void add(long position) {
        newestAt.tailMap(position, false).clear();
        newestAt.put(position, nanos.getAsLong());
        if (newestAt.size() > MOST) {
            newestAt.pollFirstEntry();
        }
    }

    /** For how long a copy that has come up to here has lacked something; empty if nothing that old is known. */
    synchronized Optional<Duration> age(long position) {
        Map.Entry<Long, Long> reached = newestAt.floorEntry(position);
        if (reached == null) {
            // it lacks everything that we have seen
            reached = newestAt.firstEntry();
        }
        return Optional.ofNullable(reached).map(entry -> Duration.ofNanos(nanos.getAsLong() - entry.getValue()));
    }
}
