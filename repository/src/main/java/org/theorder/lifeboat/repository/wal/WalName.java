package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/** What a WAL object is; knows its key. */
public sealed interface WalName {
    String key(ClusterKeys keys);

    /** A full segment. */
    record Full(WalSegment segment) implements WalName {
        @Override
        public String key(ClusterKeys keys) {
            return keys.segment(segment.name());
        }
    }

    /** Part of a segment that was not yet full: the bytes from {@code from} up to, not including, {@code to}. */
    record Slice(WalSegment segment, Lsn from, Lsn to) implements WalName {
        @Override
        public String key(ClusterKeys keys) {
            return keys.slices(segment.name()) + "%016X-%016X.zst".formatted(from.value(), to.value());
        }
    }

    /** Where a timeline came from. */
    record History(int timeline) implements WalName {
        @Override
        public String key(ClusterKeys keys) {
            return keys.history(timeline);
        }
    }
}
