package org.theorder.lifeboat.repository.wal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/** What a WAL object is; knows its key. */
public sealed interface WalName {
    /** Where it is stored; a history is not encoded. */
    String key(ClusterKeys keys, Encoding encoding);

    /** Where it is stored if it is not encrypted; the same however it is encoded, so fingerprints are bound to it. */
    default String key(ClusterKeys keys) {
        return key(keys, Encoding.ZSTD);
    }

    /** A full segment. */
    record Full(WalSegment segment) implements WalName {
        private static final Pattern KEY = Pattern.compile("(?:.*/)?([0-9A-F]{24})\\.zst(?:\\.age)?");

        @Override
        public String key(ClusterKeys keys, Encoding encoding) {
            return keys.segment(segment.name(), encoding);
        }

        /** Empty if the key is not a segment's of this size. */
        static Optional<WalSegment> parse(String key, int segmentBytes) {
            Matcher matcher = KEY.matcher(key);
            return matcher.matches() ? WalSegment.tryParse(matcher.group(1), segmentBytes) : Optional.empty();
        }
    }

    /** Part of a segment that was not yet full: the bytes from {@code from} up to, not including, {@code to}. */
    record Slice(WalSegment segment, Lsn from, Lsn to) implements WalName {
        private static final Pattern KEY =
                Pattern.compile("(?:.*/)?([0-9A-F]{24})/([0-9A-F]{16})-([0-9A-F]{16})\\.zst(?:\\.age)?");

        @Override
        public String key(ClusterKeys keys, Encoding encoding) {
            return keys.slices(segment.name()) + "%016X-%016X%s".formatted(from.value(), to.value(), encoding.ending());
        }

        /** Where it begins in the segment. */
        long offset() {
            return from.minus(segment.start());
        }

        long length() {
            return to.minus(from);
        }

        /** Empty if the key is not a slice's, or the slice would lie outside of its segment. */
        static Optional<Slice> parse(String key, int segmentBytes) {
            Matcher matcher = KEY.matcher(key);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            return WalSegment.tryParse(matcher.group(1), segmentBytes)
                    .map(segment -> new Slice(segment, lsn(matcher.group(2)), lsn(matcher.group(3))))
                    .filter(Slice::isInside);
        }

        private boolean isInside() {
            return offset() >= 0
                    && offset() < segment.bytes()
                    && length() > 0
                    && offset() + length() <= segment.bytes();
        }

        private static Lsn lsn(String hex) {
            return new Lsn(Long.parseUnsignedLong(hex, 16));
        }
    }

    /** Where a timeline came from. */
    record History(int timeline) implements WalName {
        private static final Pattern KEY = Pattern.compile("(?:.*/)?([0-9A-F]{8})\\.history");

        @Override
        public String key(ClusterKeys keys, Encoding encoding) {
            return keys.history(timeline);
        }

        /** The timeline; empty if the key or file name is not a history's. */
        static Optional<Integer> parse(String key) {
            Matcher matcher = KEY.matcher(key);
            return matcher.matches()
                    ? Optional.of(Integer.parseUnsignedInt(matcher.group(1), 16))
                            .filter(timeline -> timeline != 0)
                    : Optional.empty();
        }
    }
}
