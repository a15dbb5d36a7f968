package org.theorder.lifeboat.restore.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * PostgreSQL takes a WAL record that it cannot read for the end of the WAL, whether it is the end or damage. This tells the
 * two apart: at a true end the next record is not whole, or there is nothing but zeros. Sources: PostgreSQL
 * {@code src/include/access/xlogrecord.h} (a record starts with its length, 8-byte aligned) and {@code xlog_internal.h}
 * (page headers).
 */
public final class EndOfWal {
    private static final int PAGE = 8192;
    private static final int SHORT_PAGE_HEADER = 24;
    private static final int LONG_PAGE_HEADER = 40;
    private static final int SMALLEST_RECORD = 24;
    private static final int LARGEST_RECORD = 1020 * 1024 * 1024;

    private EndOfWal() {}

    /**
     * Whether WAL that is durable up to {@code durable} can have ended for PostgreSQL at {@code replayed}.
     *
     * @param segment in which {@code replayed} lies
     * @param file that segment, in full length
     */
    public static boolean isTrue(Lsn replayed, Lsn durable, WalSegment segment, Path file) {
        long position = skipPageHeader(replayed.value(), segment.bytes());
        // not even the length of the next record is there
        if (Long.compareUnsigned(position + Integer.BYTES, durable.value()) > 0) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int length = lengthAt(channel, position - segment.start().value());
            if (length == 0) {
                long until = Math.min(durable.value(), segment.end().value());
                return isZero(
                        channel,
                        position - segment.start().value(),
                        until - segment.start().value());
            }
            return length >= SMALLEST_RECORD
                    && length <= LARGEST_RECORD
                    && Long.compareUnsigned(end(position, length, segment.bytes()), durable.value()) > 0;
        } catch (IOException e) {
            throw FileErrors.explained("reading " + file, e);
        }
    }

    private static long skipPageHeader(long position, int segmentBytes) {
        return position % PAGE == 0 ? position + headerOf(position, segmentBytes) : position;
    }

    private static int headerOf(long page, int segmentBytes) {
        return page % segmentBytes == 0 ? LONG_PAGE_HEADER : SHORT_PAGE_HEADER;
    }

    /** The first byte behind a record that begins at {@code position}, page headers on its way included. */
    private static long end(long position, int length, int segmentBytes) {
        long at = position;
        long left = length;
        while (true) {
            long inPage = PAGE - at % PAGE;
            if (left <= inPage) {
                return at + left;
            }
            left -= inPage;
            at += inPage;
            at += headerOf(at, segmentBytes);
        }
    }

    private static int lengthAt(FileChannel channel, long offset) throws IOException {
        ByteBuffer four = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return channel.read(four, offset) < Integer.BYTES ? 0 : four.getInt(0);
    }

    private static boolean isZero(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PAGE);
        for (long at = from; at < to; ) {
            buffer.clear().limit((int) Math.min(PAGE, to - at));
            int count = channel.read(buffer, at);
            if (count < 0) {
                return true;
            }
            for (int i = 0; i < count; i++) {
                if (buffer.get(i) != 0) {
                    return false;
                }
            }
            at += count;
        }
        return true;
    }
}
