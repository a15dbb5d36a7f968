package org.theorder.lifeboat.repository.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Incremental files as PostgreSQL writes them, and what they mean, in the simplest way. */
public final class IncrementalFiles {
    public static final int BLOCK = 8192;

    private IncrementalFiles() {}

    /**
     * An {@code INCREMENTAL.<name>} file.
     *
     * @param blocks numbers and contents of 8,192 bytes
     */
    public static byte[] of(int truncation, SortedMap<Integer, byte[]> blocks) {
        int bare = 12 + 4 * blocks.size();
        int header = blocks.isEmpty() ? bare : (bare + BLOCK - 1) / BLOCK * BLOCK;
        ByteBuffer bytes = ByteBuffer.allocate(header + blocks.size() * BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0xd3ae1f0d).putInt(blocks.size()).putInt(truncation);
        blocks.keySet().forEach(bytes::putInt);
        bytes.position(header);
        blocks.values().forEach(bytes::put);
        return bytes.array();
    }

    /** The state that an incremental file makes of the state before: the definition, one step at a time. */
    public static byte[] applied(byte[] before, byte[] incremental) {
        ByteBuffer bytes = ByteBuffer.wrap(incremental).order(ByteOrder.LITTLE_ENDIAN);
        bytes.getInt();
        int count = bytes.getInt();
        int truncation = bytes.getInt();
        Map<Integer, byte[]> blocks = new TreeMap<>();
        int header = count == 0 ? 12 : (12 + 4 * count + BLOCK - 1) / BLOCK * BLOCK;
        int length = truncation;
        for (int place = 0; place < count; place++) {
            int number = bytes.getInt(12 + 4 * place);
            length = Math.max(length, number + 1);
            blocks.put(number, Arrays.copyOfRange(incremental, header + place * BLOCK, header + (place + 1) * BLOCK));
        }
        byte[] after = new byte[length * BLOCK];
        int kept = Math.min(truncation, before.length / BLOCK) * BLOCK;
        System.arraycopy(before, 0, after, 0, kept);
        blocks.forEach((number, block) -> System.arraycopy(block, 0, after, number * BLOCK, BLOCK));
        return after;
    }
}
