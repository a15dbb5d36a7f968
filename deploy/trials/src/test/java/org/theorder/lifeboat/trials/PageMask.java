package org.theorder.lifeboat.trials;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Takes out of a page what PostgreSQL changes without WAL, as its own check of replay does ({@code wal_consistency_checking};
 * {@code bufmask.c}, {@code heapam_xlog.c} heap_mask, {@code nbtxlog.c} btree_mask): the page's LSN and checksum, hints in the
 * page's header, the hole between line pointers and tuples, hint bits and command ids of tuples and the padding behind them;
 * in B-trees dead line pointers, "has garbage", the cycle of a vacuum, and the content of deleted pages. And the values of
 * sequences, which WAL has up to 32 ahead.
 */
final class PageMask {
    private static final int PAGE = 8192;
    private static final int HEADER = 24;
    private static final int HINTS_OF_PAGE = 0x0001 | 0x0002 | 0x0004;
    private static final int NORMAL = 1;

    /** HEAP_XACT_MASK, and of a frozen tuple HEAP_XMAX_COMMITTED and HEAP_XMAX_INVALID only. */
    private static final int HINTS_OF_TUPLE = 0xFFF0;

    private static final int HINTS_OF_FROZEN_TUPLE = 0x0400 | 0x0800;
    private static final int FROZEN = 0x0100 | 0x0200;

    private static final int SEQUENCE_SPECIAL = 8;
    private static final int SEQUENCE_MAGIC = 0x1717;
    private static final int BTREE_SPECIAL = 16;
    private static final int BTREE_DELETED = 1 << 2;
    private static final int BTREE_HINTS = 1 << 5 | 1 << 6;

    private final ByteBuffer page;
    private final int lower;
    private final int upper;
    private final int special;

    /** @param page little-endian, of 8 KiB; changed in place */
    private PageMask(ByteBuffer page) {
        this.page = page;
        this.lower = page.getShort(12);
        this.upper = page.getShort(14);
        this.special = page.getShort(16);
    }

    /** A page of a table, an index or a sequence. */
    static void mask(ByteBuffer page) {
        new PageMask(page).mask();
    }

    private void mask() {
        blank(page, 0, 10);
        page.putShort(10, (short) (page.getShort(10) & ~HINTS_OF_PAGE));
        page.putInt(20, 0);
        if (lower < HEADER || lower > upper || upper > special || special > PAGE) {
            return;
        }
        blank(page, lower, upper);
        if (special == PAGE - SEQUENCE_SPECIAL && page.getInt(special) == SEQUENCE_MAGIC) {
            blank(page, HEADER, special);
        } else if (special == PAGE - BTREE_SPECIAL) {
            maskBtree();
        } else if (special == PAGE) {
            for (int item = HEADER; item < lower; item += Integer.BYTES) {
                maskTuple(page.getInt(item));
            }
        }
    }

    private void maskBtree() {
        int flags = page.getShort(special + 12);
        if ((flags & BTREE_DELETED) != 0) {
            blank(page, HEADER, special);
        }
        page.putShort(special + 12, (short) (flags & ~BTREE_HINTS));
        page.putShort(special + 14, (short) 0);
        for (int item = HEADER; item < lower; item += Integer.BYTES) {
            page.putInt(item, page.getInt(item) & ~(3 << 15));
        }
    }

    private void maskTuple(int pointer) {
        int offset = pointer & 0x7FFF;
        int length = pointer >>> 17;
        int end = offset + length;
        if (length < HEADER - 1 || end > PAGE) {
            return;
        }
        if ((pointer >>> 15 & 3) == NORMAL) {
            int information = page.getShort(offset + 20);
            boolean frozen = (information & FROZEN) == FROZEN;
            page.putShort(offset + 20, (short) (information & ~(frozen ? HINTS_OF_FROZEN_TUPLE : HINTS_OF_TUPLE)));
            page.putInt(offset + 8, 0);
        }
        blank(page, end, Math.min((end + 7) / 8 * 8, PAGE));
    }

    private static void blank(ByteBuffer page, int from, int to) {
        Arrays.fill(page.array(), page.arrayOffset() + from, page.arrayOffset() + to, (byte) 0);
    }
}
