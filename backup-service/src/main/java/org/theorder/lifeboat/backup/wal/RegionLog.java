package org.theorder.lifeboat.backup.wal;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalCopy;
import org.theorder.lifeboat.repository.wal.WalDigests;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalWriter;

/** The WAL of one cluster in one region. */
final class RegionLog {
    private final Storage storage;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final WalReader reader;
    private final WalWriter writer;
    private final WalDigests.InRegion digests;
    private final Supplier<Lsn> keptFrom;

    /**
     * @param digests remember what is put there, until it is sealed
     * @param keptFrom from where on the server still keeps WAL for us; zero while nobody knows
     */
    RegionLog(
            Storage storage,
            ClusterKeys keys,
            int segmentBytes,
            FingerprintKeys fingerprints,
            WalDigests.InRegion digests,
            Supplier<Lsn> keptFrom) {
        this.storage = storage;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.reader = new WalReader(List.of(storage), keys, segmentBytes);
        this.digests = digests;
        this.keptFrom = keptFrom;
        this.writer = new WalWriter(storage, keys, fingerprints, digests);
    }

    /** Copies from here into another region. */
    WalCopy copyInto(RegionLog other) {
        return new WalCopy(storage, other.storage, keys, segmentBytes, other.digests);
    }

    WalReader reader() {
        return reader;
    }

    WalWriter writer() {
        return writer;
    }

    int segmentBytes() {
        return segmentBytes;
    }

    /** The end of the newest WAL of each timeline, whatever is missing before it. */
    Map<Integer, Lsn> newest() {
        Map<Integer, Lsn> newest = new HashMap<>();
        for (int timeline : reader.timelines()) {
            reader.newestDurable(timeline).ifPresent(end -> newest.put(timeline, end));
        }
        return newest;
    }

    /**
     * What the region itself says: the end of the newest WAL of each timeline, or of what lies before a hole that the
     * server can still fill: several segments are copied at once, and whoever copied may have died in between.
     */
    Map<Integer, Lsn> durable(Lineage lineage) {
        Map<Integer, Lsn> durable = newest();
        durable.replaceAll((timeline, end) -> beforeHole(timeline, lineage.beginOf(timeline), end));
        return durable;
    }

    /** The hole may be the first that the server keeps: then nothing lies in front of it, and it begins there. */
    private Lsn beforeHole(int timeline, Lsn begin, Lsn end) {
        Lsn kept = keptFrom.get();
        Lsn fillable = Lsn.max(kept, begin);
        return kept.equals(Lsn.ZERO) || !fillable.isBefore(end)
                ? end
                : reader.coverage(timeline, fillable).durable();
    }

    /** Where WAL of a timeline goes on behind a position of which nothing is here. */
    Optional<WalPosition> behind(WalPosition position) {
        return reader.runs(position.timeline(), position.lsn())
                .behind(position.lsn())
                .map(run -> new WalPosition(position.timeline(), run.from()));
    }

    /**
     * Where this region goes on, for a server with these timelines: behind its newest WAL; on the next timeline if it has
     * all of the one before.
     */
    Optional<WalPosition> position(Lineage lineage) {
        return durable(lineage).entrySet().stream()
                .filter(entry -> lineage.contains(entry.getKey()))
                .map(entry -> new WalPosition(entry.getKey(), entry.getValue()))
                .max(WalPosition::compareTo)
                .map(newest -> onward(newest, lineage));
    }

    /**
     * The same for a region that is catching up, which has everything before {@code reached}: it does not go on beyond the
     * first segment that could not be copied, also if the server keeps it no more. It can still be copied.
     */
    Optional<WalPosition> position(Lineage lineage, WalPosition reached) {
        Optional<WalPosition> newest = position(lineage);
        return lineage.contains(reached.timeline())
                ? newest.map(there -> Collections.min(List.of(there, withoutHole(reached, lineage))))
                : newest;
    }

    private WalPosition withoutHole(WalPosition from, Lineage lineage) {
        WalPosition end = new WalPosition(
                from.timeline(), reader.coverage(from.timeline(), from.lsn()).durable());
        WalPosition next = onward(end, lineage);
        return next.equals(end) ? end : withoutHole(next, lineage);
    }

    private WalPosition onward(WalPosition position, Lineage lineage) {
        return lineage.endOf(position.timeline())
                .filter(left -> !position.lsn().isBefore(left))
                .map(left -> new WalPosition(lineage.after(position.timeline()), left).segmentStart(segmentBytes))
                .orElse(position);
    }
}
