package org.theorder.lifeboat.repository.wal;

import java.util.Optional;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * A WAL segment file: its place on a timeline, for any segment size. Source: PostgreSQL
 * {@code src/include/access/xlog_internal.h}.
 *
 * @param timeline unsigned, at least 1
 * @param number how many segments lie before it, unsigned
 * @param bytes {@code wal_segment_size}: a power of two from 1 MiB to 1 GiB
 */
public record WalSegment(int timeline, long number, int bytes) implements Comparable<WalSegment> {
    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
    private static final long FOUR_GIBIBYTES = 1L << 32;

    /** @throws LifeboatException REQUEST_INVALID if there is no such segment */
    public WalSegment {
        checkSize(bytes);
        if (timeline == 0 || Long.compareUnsigned(number, Long.divideUnsigned(-1L, bytes)) > 0) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "there is no WAL segment of this timeline and number");
        }
    }

    /** The segment in which a byte lies. */
    public static WalSegment containing(int timeline, Lsn position, int bytes) {
        checkSize(bytes);
        return new WalSegment(timeline, Long.divideUnsigned(position.value(), bytes), bytes);
    }

    /** @throws LifeboatException REQUEST_INVALID if this is not a segment's name */
    public static WalSegment parse(String name, int bytes) {
        return tryParse(name, bytes)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "not the name of a WAL segment of " + bytes + " bytes, for example 000000010000000000000001"));
    }

    /** Empty if this is not a segment's name. */
    public static Optional<WalSegment> tryParse(String name, int bytes) {
        checkSize(bytes);
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        int timeline = Integer.parseUnsignedInt(name, 0, 8, 16);
        long high = Long.parseLong(name, 8, 16, 16);
        long low = Long.parseLong(name, 16, 24, 16);
        long perHigh = FOUR_GIBIBYTES / bytes;
        if (timeline == 0 || low >= perHigh) {
            return Optional.empty();
        }
        return Optional.of(new WalSegment(timeline, high * perHigh + low, bytes));
    }

    /** 24 upper-case hexadecimal digits. */
    public String name() {
        long perHigh = FOUR_GIBIBYTES / bytes;
        return "%08X%08X%08X"
                .formatted(timeline, Long.divideUnsigned(number, perHigh), Long.remainderUnsigned(number, perHigh));
    }

    /** Its first byte. */
    public Lsn start() {
        return new Lsn(number * bytes);
    }

    /** The first byte behind it. */
    public Lsn end() {
        return new Lsn((number + 1) * bytes);
    }

    public WalSegment next() {
        return new WalSegment(timeline, number + 1, bytes);
    }

    /** Orders by timeline, then position, as the names sort. */
    @Override
    public int compareTo(WalSegment other) {
        int byTimeline = Integer.compareUnsigned(timeline, other.timeline);
        return byTimeline != 0 ? byTimeline : Long.compareUnsigned(number, other.number);
    }

    @Override
    public String toString() {
        return name();
    }

    private static void checkSize(int bytes) {
        if (bytes < 1 << 20 || bytes > 1 << 30 || Integer.bitCount(bytes) != 1) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "a WAL segment is a power of two from 1 MiB to 1 GiB, not " + bytes);
        }
    }
}
