package org.theorder.lifeboat.repository.restore;

import java.util.Arrays;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;
import org.theorder.lifeboat.repository.manifest.Crc32cJoin;

/**
 * The runs of blocks that were written to a file, in any order, each with its CRC-32C: what the checksum of the whole file is
 * made from, and the proof that every block was written exactly once. Some 16 bytes per run.
 */
final class BlockRuns {
    private long[] places = new long[4];
    private int[] crcs = new int[4];
    private int count;

    synchronized void add(int start, int blocks, int crc) {
        if (count == crcs.length) {
            places = Arrays.copyOf(places, 2 * count);
            crcs = Arrays.copyOf(crcs, 2 * count);
        }
        places[count] = (long) start << 32 | blocks;
        crcs[count++] = crc;
    }

    /**
     * The CRC-32C of the file.
     *
     * @throws LifeboatException INTERNAL unless the runs are exactly the file
     */
    synchronized int join(int fileBlocks) {
        long[] keys = new long[count];
        for (int run = 0; run < count; run++) {
            keys[run] = (places[run] & 0xFFFF_FFFF_0000_0000L) | run;
        }
        Arrays.sort(keys);
        int crc = 0;
        int next = 0;
        for (long key : keys) {
            int run = (int) key;
            if (places[run] >>> 32 != next) {
                throw notExact(next);
            }
            int blocks = (int) places[run];
            crc = next == 0
                    ? crcs[run]
                    : Crc32cJoin.join(crc, crcs[run], (long) blocks * IncrementalHeader.BLOCK_BYTES);
            next += blocks;
        }
        if (next != fileBlocks) {
            throw notExact(next);
        }
        return crc;
    }

    private static LifeboatException notExact(int block) {
        return new LifeboatException(
                ErrorCode.INTERNAL,
                "putting a file together went wrong at block " + block + ": it was not written, or twice");
    }
}
