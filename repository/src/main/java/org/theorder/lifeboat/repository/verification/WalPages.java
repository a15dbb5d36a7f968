package org.theorder.lifeboat.repository.verification;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Looks at every page header of a WAL segment. Source: PostgreSQL {@code src/include/access/xlog_internal.h},
 * XLogPageHeaderData and XLogLongPageHeaderData, little-endian.
 */
final class WalPages {
    private static final int PAGE = 8192;
    private static final int LONG_HEADER = 0x0002;

    private final WalSegment segment;
    private final SystemIdentifier system;

    WalPages(WalSegment segment, SystemIdentifier system) {
        this.segment = segment;
        this.system = system;
    }

    /** What is wrong, for people; empty if nothing is. Reads to the end. */
    Optional<String> fault(InputStream plain) throws IOException {
        long offset = 0;
        int magic = 0;
        while (true) {
            byte[] bytes = plain.readNBytes(PAGE);
            if (bytes.length == 0) {
                break;
            }
            if (bytes.length < PAGE) {
                return Optional.of("it ends inside a page, at " + (offset + bytes.length));
            }
            ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            Optional<String> fault = offset == 0 ? firstPage(page) : laterPage(page, magic, offset);
            if (fault.isPresent()) {
                return fault;
            }
            if (offset == 0) {
                magic = Short.toUnsignedInt(page.getShort(0));
            }
            offset += PAGE;
        }
        return offset == segment.bytes()
                ? Optional.empty()
                : Optional.of("it has " + offset + " bytes instead of " + segment.bytes());
    }

    private Optional<String> firstPage(ByteBuffer page) {
        // PostgreSQL 9.3 and later write magics from 0xD075 on
        if (Short.toUnsignedInt(page.getShort(0)) >>> 12 != 0xD || (page.getShort(2) & LONG_HEADER) == 0) {
            return Optional.of("it does not begin with the header of a WAL segment");
        }
        if (page.getLong(24) != system.value()) {
            return Optional.of("it is of another server: system identifier " + Long.toUnsignedString(page.getLong(24)));
        }
        if (page.getInt(32) != segment.bytes()) {
            return Optional.of("its header says segments of " + page.getInt(32) + " bytes");
        }
        return place(page, 0);
    }

    /** Behind the last record of a timeline pages are zeros. */
    private Optional<String> laterPage(ByteBuffer page, int magic, long offset) {
        if (page.getLong(0) == 0 && page.getLong(8) == 0) {
            return Optional.empty();
        }
        return Short.toUnsignedInt(page.getShort(0)) == magic
                ? place(page, offset)
                : Optional.of("the page at " + offset + " has no WAL page header");
    }

    private Optional<String> place(ByteBuffer page, long offset) {
        int timeline = page.getInt(4);
        // at a fork the first segment of a timeline begins with pages of its ancestor
        if (timeline == 0 || Integer.compareUnsigned(timeline, segment.timeline()) > 0) {
            return Optional.of("the page at " + offset + " is of timeline " + Integer.toUnsignedString(timeline));
        }
        return page.getLong(8) == segment.start().value() + offset
                ? Optional.empty()
                : Optional.of("the page at " + offset + " belongs to another place of the WAL");
    }
}
