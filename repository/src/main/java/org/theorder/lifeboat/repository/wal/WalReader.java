package org.theorder.lifeboat.repository.wal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Reads WAL of one cluster. With several regions, each must answer before "absent" is said: a region that is down makes
 * an error, never the end of the WAL. Leave a region out to go on without it.
 */
public final class WalReader {
    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final int segmentBytes;

    /** @param regions in the order of preference */
    public WalReader(List<Storage> regions, ClusterKeys keys, int segmentBytes) {
        this.regions = List.copyOf(regions);
        this.keys = keys;
        this.segmentBytes = segmentBytes;
    }

    /**
     * Answers PostgreSQL's restore_command: a segment (24 digits) or a history file ({@code 00000002.history}); anything
     * else that PostgreSQL may ask for ({@code .partial}, {@code .backup}) is absent.
     *
     * @param target written under a temporary name beside it, then renamed
     */
    public WalFetch fetch(String name, Path target) {
        return pending();
    }

    /** What is durable of a timeline, from the segment that holds {@code from}: in the first region. */
    public WalCoverage coverage(int timeline, Lsn from) {
        return pending();
    }

    /**
     * Where streaming continues after a restart: the end of the newest WAL of the timeline in the first region that is
     * contiguous with what lies before it, including slices; empty if the timeline has no WAL there.
     */
    public Optional<Lsn> newestDurable(int timeline) {
        return pending();
    }

    /** Timelines that have WAL or a history in the first region, ascending. */
    public List<Integer> timelines() {
        return pending();
    }

    /** A timeline's history; empty if it is certainly absent (always for timeline 1). */
    public Optional<TimelineHistory> history(int timeline) {
        return pending();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "UnusedVariable"}) // stub; goes away when this is built
    private <T> T pending() {
        throw new UnsupportedOperationException("being built: " + regions + keys + segmentBytes);
    }
}
