package org.theorder.lifeboat.restore.record;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.theorder.lifeboat.events.Lsn;

/**
 * Makes points out of the bytes of their records. Sources: PostgreSQL {@code src/include/access/xlogrecord.h}, {@code
 * xact.h}, {@code xlog_internal.h} (xl_restore_point), {@code src/backend/access/rmgrdesc/xactdesc.c} (ParseCommitRecord).
 */
final class PointParser {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int XID = 4;
    private static final int INFO = 16;
    private static final int RESOURCE_MANAGER = 17;
    private static final int CRC = 20;
    private static final int HEADER = 24;

    private static final int XLOG = 0;
    private static final int RESTORE_POINT = 0x70;
    private static final int TRANSACTION = 1;
    private static final int OPERATION = 0x70;
    private static final int COMMIT = 0x00;
    private static final int ABORT = 0x20;
    private static final int COMMIT_PREPARED = 0x30;
    private static final int ABORT_PREPARED = 0x40;
    private static final int HAS_INFO = 0x80;

    private static final int DATA_SHORT = 255;
    private static final int DATA_LONG = 254;
    private static final int ORIGIN = 253;
    private static final int TOP_LEVEL_XID = 252;

    private static final int HAS_DATABASE = 1;
    private static final int HAS_SUBTRANSACTIONS = 1 << 1;
    private static final int HAS_RELATIONS = 1 << 2;
    private static final int HAS_INVALIDATIONS = 1 << 3;
    private static final int HAS_TWO_PHASE = 1 << 4;
    private static final int HAS_STATISTICS = 1 << 8;

    /** xl_xact_stats_item: object ids have 64 bits since PostgreSQL 18. */
    private final int statisticsItem;

    PointParser(int majorVersion) {
        this.statisticsItem = majorVersion >= 18 ? 16 : 12;
    }

    /** Whether a record header is that of a point. */
    static boolean isPoint(ByteBuffer header) {
        int info = Byte.toUnsignedInt(header.get(INFO));
        return switch (Byte.toUnsignedInt(header.get(RESOURCE_MANAGER))) {
            case XLOG -> (info & 0xF0) == RESTORE_POINT;
            case TRANSACTION ->
                switch (info & OPERATION) {
                    case COMMIT, ABORT, COMMIT_PREPARED, ABORT_PREPARED -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    /**
     * @param record all of it, little-endian, of one that {@link #isPoint}
     * @return empty if its CRC says that it is no record, or it is none that recovery stops at
     */
    Optional<PointRecord> parse(Lsn lsn, ByteBuffer record) {
        if (!hasItsCrc(record)) {
            return Optional.empty();
        }
        Optional<ByteBuffer> data = data(record);
        return data.flatMap(found -> record.get(RESOURCE_MANAGER) == XLOG
                ? Optional.of(namedPoint(lsn, found))
                : transactionEnd(lsn, record, found));
    }

    private static boolean hasItsCrc(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.slice(HEADER, record.limit() - HEADER));
        crc.update(record.slice(0, CRC));
        return (int) crc.getValue() == record.getInt(CRC);
    }

    /** The main data is the last in a record; points have no blocks. */
    private static Optional<ByteBuffer> data(ByteBuffer record) {
        int at = HEADER;
        while (at + 2 <= record.limit()) {
            int id = Byte.toUnsignedInt(record.get(at));
            switch (id) {
                case ORIGIN -> at += 3;
                case TOP_LEVEL_XID -> at += 5;
                case DATA_SHORT -> {
                    return last(record, Byte.toUnsignedInt(record.get(at + 1)));
                }
                case DATA_LONG -> {
                    return at + 5 <= record.limit() ? last(record, record.getInt(at + 1)) : Optional.empty();
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> last(ByteBuffer record, int length) {
        int from = record.limit() - length;
        return length < Long.BYTES || from < HEADER
                ? Optional.empty()
                : Optional.of(record.slice(from, length).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static PointRecord namedPoint(Lsn lsn, ByteBuffer data) {
        byte[] name = new byte[data.limit() - Long.BYTES];
        data.get(Long.BYTES, name);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new PointRecord.NamedPoint(lsn, time(data), new String(name, 0, length, StandardCharsets.UTF_8));
    }

    private Optional<PointRecord> transactionEnd(Lsn lsn, ByteBuffer record, ByteBuffer data) {
        int info = Byte.toUnsignedInt(record.get(INFO));
        int operation = info & OPERATION;
        boolean committed = operation == COMMIT || operation == COMMIT_PREPARED;
        int xid = operation == COMMIT || operation == ABORT
                ? record.getInt(XID)
                : preparedXid(data, (info & HAS_INFO) != 0, committed);
        // a commit that only invalidates caches belongs to no transaction
        return xid == 0
                ? Optional.empty()
                : Optional.of(new PointRecord.TransactionEnd(lsn, time(data), xid, committed));
    }

    /** What was prepared has its own xid, behind all the rest; 0 if there is none. */
    private int preparedXid(ByteBuffer data, boolean hasInfo, boolean committed) {
        if (!hasInfo) {
            return 0;
        }
        int info = data.getInt(Long.BYTES);
        int at = Long.BYTES + Integer.BYTES;
        at += (info & HAS_DATABASE) != 0 ? 8 : 0;
        at = behindList(data, at, (info & HAS_SUBTRANSACTIONS) != 0, 4);
        at = behindList(data, at, (info & HAS_RELATIONS) != 0, 12);
        at = behindList(data, at, (info & HAS_STATISTICS) != 0, statisticsItem);
        at = behindList(data, at, committed && (info & HAS_INVALIDATIONS) != 0, 16);
        return (info & HAS_TWO_PHASE) != 0 && at + Integer.BYTES <= data.limit() ? data.getInt(at) : 0;
    }

    private static int behindList(ByteBuffer data, int at, boolean present, int itemBytes) {
        if (!present || at + Integer.BYTES > data.limit()) {
            return at;
        }
        long behind = at + (long) Integer.BYTES + Integer.toUnsignedLong(data.getInt(at)) * itemBytes;
        return (int) Math.min(behind, data.limit());
    }

    private static Instant time(ByteBuffer data) {
        return EPOCH.plus(data.getLong(0), ChronoUnit.MICROS);
    }
}
