package org.theorder.lifeboat.restore.checksum;

/**
 * PostgreSQL's data page checksum: 32 parallel FNV-1a sums, folded, with the block number mixed in. Source: PostgreSQL
 * {@code src/include/storage/checksum_impl.h} and {@code bufpage.h}, unchanged since 9.3.
 */
final class PageChecksum {
    /** The page size that this class knows; a server built with another one is refused before pages are looked at. */
    static final int PAGE_SIZE = 8192;

    private static final int WORDS = PAGE_SIZE / Integer.BYTES;
    private static final int SUMS = 32;
    private static final int PRIME = 16777619;

    /** {@code pd_checksum} is the low half of this word of the page header. */
    private static final int CHECKSUM_WORD = 2;
    /** {@code pd_upper} is the high half of this word; 0 means that the page was never written to. */
    private static final int UPPER_WORD = 3;

    private static final int LOW_HALF = 0xFFFF;

    private static final int[] BASE_OFFSETS = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    /** What a page's header and content say about each other. */
    enum Verdict {
        /** The stored checksum is the right one. */
        GOOD,
        /** All zeros: allocated and never used. PostgreSQL takes it for valid too. */
        NEW,
        BAD
    }

    private final int[] sums = new int[SUMS];

    /** Judges one page; {@code words} holds its 2,048 little-endian words, {@code block} counts over all segments of the relation fork. */
    Verdict judge(int[] words, long block) {
        if (words[UPPER_WORD] >>> 16 == 0) {
            return allZero(words) ? Verdict.NEW : Verdict.BAD;
        }
        int stored = words[CHECKSUM_WORD] & LOW_HALF;
        return stored == checksum(words, block) ? Verdict.GOOD : Verdict.BAD;
    }

    /** The checksum that belongs into the header, 1 to 65535; the stored one is taken as 0 while it is computed. */
    int checksum(int[] words, long block) {
        int header = words[CHECKSUM_WORD];
        words[CHECKSUM_WORD] = header & ~LOW_HALF;
        int folded = fold(words) ^ (int) block;
        words[CHECKSUM_WORD] = header;
        return Integer.remainderUnsigned(folded, 65535) + 1;
    }

    private int fold(int[] words) {
        int[] lanes = sums;
        System.arraycopy(BASE_OFFSETS, 0, lanes, 0, SUMS);
        for (int row = 0; row < WORDS; row += SUMS) {
            for (int lane = 0; lane < SUMS; lane++) {
                int mixed = lanes[lane] ^ words[row + lane];
                lanes[lane] = (mixed * PRIME) ^ (mixed >>> 17);
            }
        }
        int result = 0;
        for (int lane = 0; lane < SUMS; lane++) {
            // two rounds of zeros, so that the last words are mixed as well as the first
            int once = (lanes[lane] * PRIME) ^ (lanes[lane] >>> 17);
            result ^= (once * PRIME) ^ (once >>> 17);
        }
        return result;
    }

    private static boolean allZero(int[] words) {
        int any = 0;
        for (int word : words) {
            any |= word;
        }
        return any == 0;
    }
}
