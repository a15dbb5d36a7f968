package org.theorder.lifeboat.backup.wal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** @param digests remember what is put there, until it is sealed */
    RegionLog(
            Storage storage,
            ClusterKeys keys,
            int segmentBytes,
            FingerprintKeys fingerprints,
            WalDigests.InRegion digests) {
        this.storage = storage;
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.reader = new WalReader(List.of(storage), keys, segmentBytes);
        this.digests = digests;
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

    /** What the region itself says: the end of the newest WAL of each timeline. */
    Map<Integer, Lsn> durable() {
        Map<Integer, Lsn> durable = new HashMap<>();
        for (int timeline : reader.timelines()) {
            reader.newestDurable(timeline).ifPresent(end -> durable.put(timeline, end));
        }
        return durable;
    }

    /**
     * Where this region goes on, for a server with these timelines: behind its newest WAL; on the next timeline if it has
     * all of the one before.
     */
    Optional<WalPosition> position(Lineage lineage) {
        return durable().entrySet().stream()
                .filter(entry -> lineage.contains(entry.getKey()))
                .map(entry -> new WalPosition(entry.getKey(), entry.getValue()))
                .max(WalPosition::compareTo)
                .map(newest -> onward(newest, lineage));
    }

    private WalPosition onward(WalPosition position, Lineage lineage) {
        return lineage.endOf(position.timeline())
                .filter(left -> !position.lsn().isBefore(left))
                .map(left -> new WalPosition(lineage.after(position.timeline()), left).segmentStart(segmentBytes))
                .orElse(position);
    }
}
