package org.theorder.lifeboat.restore.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.Lsn;

/**
 * Goes through WAL from record to record and hands out those that are points. Segments come in the order in which recovery
 * reads them; a record may reach over their ends. Only points are put together and checked by their CRC, all others are
 * stepped over, so this costs little more than the reading. Sources: PostgreSQL {@code src/include/access/xlogrecord.h},
 * {@code xlog_internal.h} (page headers), {@code src/backend/access/transam/xlogreader.c}.
 */
final class WalRecords {
    static final int PAGE = 8192;
    private static final int SHORT_PAGE_HEADER = 24;
    private static final int LONG_PAGE_HEADER = 40;
    private static final int REMAINING_LENGTH = 16;
    private static final int RECORD_HEADER = 24;
    private static final int LARGEST_RECORD = 1020 * 1024 * 1024;

    /** A commit of a million subtransactions has 4 MB. */
    private static final int LARGEST_POINT = 64 * 1024 * 1024;

    private final PointParser parser;
    private final Consumer<PointRecord> points;
    private final byte[] header = new byte[RECORD_HEADER];

    /** Bytes of the present record that are still to come; 0 between records. */
    private long remaining;

    private Lsn start = Lsn.ZERO;
    private ByteBuffer collected = ByteBuffer.allocate(0);

    /** Whether the present record is put together: its header first, and the rest if it is a point. */
    private boolean collecting;

    /**
     * @param majorVersion of the server that wrote the WAL
     * @param points is handed each point that lies wholly in what was read, in order
     */
    WalRecords(int majorVersion, Consumer<PointRecord> points) {
        this.parser = new PointParser(majorVersion);
        this.points = points;
    }

    /**
     * Reads the next page.
     *
     * @param position of its first byte
     * @param until nothing behind this counts
     * @return whether the rest of the segment has no more records: unused, or behind {@code until}
     */
    boolean page(ByteBuffer bytes, Lsn position, int segmentBytes, Lsn until) {
        ByteBuffer page = bytes.order(ByteOrder.LITTLE_ENDIAN);
        long base = position.value();
        int at = Long.remainderUnsigned(base, segmentBytes) == 0 ? LONG_PAGE_HEADER : SHORT_PAGE_HEADER;
        int end = (int) Math.min(PAGE, Math.max(0, until.minus(position)));
        long continued = Integer.toUnsignedLong(page.getInt(REMAINING_LENGTH));
        if (continued != remaining) {
            // the begin of what goes on here is not known, or a crash cut off what had begun
            remaining = continued;
            collecting = false;
        }
        while (at < end) {
            if (remaining == 0) {
                int length = at + Integer.BYTES <= end ? page.getInt(at) : 0;
                if (length < RECORD_HEADER || length > LARGEST_RECORD) {
                    return true;
                }
                begin(new Lsn(base + at), length);
            }
            int count = (int) Math.min(remaining, end - at);
            if (collecting) {
                collect(page, at, count);
            }
            at += count;
            remaining -= count;
            if (remaining == 0) {
                complete();
                at = (at + 7) & ~7;
            }
        }
        return end < PAGE;
    }

    private void begin(Lsn lsn, int length) {
        start = lsn;
        remaining = length;
        collecting = true;
        collected = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void collect(ByteBuffer page, int from, int count) {
        int at = from;
        while (collecting && at < from + count) {
            int step = Math.min(from + count - at, collected.remaining());
            collected.put(page.slice(at, step));
            at += step;
            if (!collected.hasRemaining() && collected.capacity() == RECORD_HEADER) {
                grow();
            }
        }
    }

    /** The header is there and tells what the record is. */
    private void grow() {
        int length = collected.getInt(0);
        collecting = PointParser.isPoint(collected) && length <= LARGEST_POINT && length > RECORD_HEADER;
        if (collecting) {
            collected =
                    ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).put(header);
        }
    }

    private void complete() {
        if (collecting) {
            parser.parse(start, collected.flip()).ifPresent(points);
            collecting = false;
        }
    }
}
