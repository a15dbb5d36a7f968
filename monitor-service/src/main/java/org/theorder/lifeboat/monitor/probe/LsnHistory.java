package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * When a server had written how far: turns the position of a copy into the time for which it has lacked something. Monotonic
 * time; samples outlive the process, so that a restart takes no standby that stands still for one that has just begun to.
 */
final class LsnHistory {
    static final Duration REMEMBERED = Duration.ofHours(6);
    private static final Logger LOG = LoggerFactory.getLogger(LsnHistory.class);
    private static final Duration APART = Duration.ofSeconds(30);
    private static final int MOST = 4_000;

    private final LongSupplier nanos;
    private final Samples samples;
    private final NavigableMap<Long, Stay> stays = new TreeMap<>();
    private long keptAt;
    private boolean recalled;

    /** From when to when the server was seen to have written up to one position and no further. */
    private record Stay(long from, long to) {}

    /**
     * For how long a copy has lacked something.
     *
     * @param atLeast true if it may be longer: what was before is not known
     */
    record Lack(Duration duration, boolean atLeast) {}

    /** What was seen, by whichever process; may be away for a while. */
    interface Samples {
        /** Nothing outlives the process. */
        Samples NONE = new Samples() {
            @Override
            public List<Past> read() {
                return List.of();
            }

            @Override
            public void add(long position) {}
        };

        /** Oldest first. */
        List<Past> read();

        /** Seen now. */
        void add(long position);
    }

    /** What was seen a while ago. */
    record Past(Duration ago, long position) {}

    LsnHistory(LongSupplier nanos, Samples samples) {
        this.nanos = nanos;
        this.samples = samples;
    }

    /** The server has written up to here now. A position that goes back is another server's: all beyond is forgotten. */
    synchronized void add(long position) {
        long now = nanos.getAsLong();
        if (!recalled || now - keptAt >= APART.toNanos()) {
            keep(position, now);
        }
        seen(position, now);
    }

    /** A database that is away costs a sample of the history, never the measurement. */
    private void keep(long position, long now) {
        try {
            if (!recalled) {
                recall(now);
            }
            samples.add(position);
            keptAt = now;
        } catch (LifeboatException e) {
            LOG.warn("a position of a primary was not kept error={}", e.explanation());
        }
    }

    private void recall(long now) {
        List<Past> before = samples.read();
        NavigableMap<Long, Stay> since = new TreeMap<>(stays);
        stays.clear();
        before.forEach(past -> seen(past.position(), now - past.ago().toNanos()));
        since.forEach((position, stay) -> {
            seen(position, stay.from());
            seen(position, stay.to());
        });
        recalled = true;
    }

    private void seen(long position, long at) {
        stays.tailMap(position, false).clear();
        stays.merge(position, new Stay(at, at), (stay, again) -> new Stay(stay.from(), again.to()));
        if (stays.size() > MOST) {
            stays.pollFirstEntry();
        }
    }

    /** Since the server was first seen to have written more than a copy has that has come up to here. */
    synchronized Lack lack(long position) {
        Map.Entry<Long, Stay> next = stays.higherEntry(position);
        return next == null
                ? new Lack(Duration.ZERO, false)
                : new Lack(Duration.ofNanos(nanos.getAsLong() - next.getValue().from()), stays.firstKey() > position);
    }
}
