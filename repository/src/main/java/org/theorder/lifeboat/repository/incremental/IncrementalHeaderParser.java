package org.theorder.lifeboat.repository.incremental;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Takes the first bytes of an incremental file in any helpings, in bounded memory, and believes none of them. */
public final class IncrementalHeaderParser {
    private final String path;
    private final long fileBytes;
    private ByteBuffer pending = buffer(IncrementalHeader.FIXED_BYTES);
    private boolean fixedFieldsKnown;
    private int truncationBlocks;
    private long paddingLeft;
    private @Nullable IncrementalHeader header;

    /**
     * @param path for messages
     * @param fileBytes length of the incremental file; it must be exactly what the header says
     * @throws LifeboatException CORRUPT if it is too short for a header
     */
    public IncrementalHeaderParser(String path, long fileBytes) {
        this.path = path.replaceAll("\\p{Cntrl}", "?");
        this.fileBytes = fileBytes;
        require(fileBytes >= IncrementalHeader.FIXED_BYTES, "it is shorter than its header");
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Takes bytes of the header with its padding; what follows behind them stays in the buffer.
     *
     * @return the header as soon as it and its padding have passed; null before
     * @throws LifeboatException CORRUPT if this is no incremental file
     */
    public @Nullable IncrementalHeader take(ByteBuffer bytes) {
        while (header == null && bytes.hasRemaining()) {
            int count = Math.min(bytes.remaining(), pending.remaining());
            pending.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            if (!pending.hasRemaining()) {
                header = filled(pending.flip());
            }
        }
        int padding = (int) Math.min(paddingLeft, bytes.remaining());
        bytes.position(bytes.position() + padding);
        paddingLeft -= padding;
        return paddingLeft == 0 ? header : null;
    }

    private @Nullable IncrementalHeader filled(ByteBuffer filled) {
        if (fixedFieldsKnown) {
            return numbers(filled);
        }
        fixedFieldsKnown = true;
        return fixedFields(filled);
    }

    private @Nullable IncrementalHeader fixedFields(ByteBuffer fields) {
        require(fields.getInt() == IncrementalHeader.MAGIC, "it does not begin with PostgreSQL's magic number");
        int count = fields.getInt();
        truncationBlocks = fields.getInt();
        require(isPossible(count), "it claims to bring more blocks than a file can have");
        require(isPossible(truncationBlocks), "it claims to be longer than a file can be");
        long headerBytes = IncrementalHeader.bytes(count);
        require(
                fileBytes == headerBytes + (long) count * IncrementalHeader.BLOCK_BYTES,
                "it is not as long as the number of its blocks says");
        int numberBytes = count * Integer.BYTES;
        paddingLeft = headerBytes - IncrementalHeader.FIXED_BYTES - numberBytes;
        pending = buffer(numberBytes);
        return count == 0 ? new IncrementalHeader(truncationBlocks, new int[0]) : null;
    }

    private static boolean isPossible(int blocks) {
        return blocks >= 0 && blocks <= IncrementalHeader.MOST_BLOCKS;
    }

    private IncrementalHeader numbers(ByteBuffer bytes) {
        int[] numbers = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(numbers);
        BitSet seen = new BitSet();
        for (int number : numbers) {
            require(
                    number >= 0 && number < IncrementalHeader.MOST_BLOCKS && !seen.get(number),
                    "a block number in it is impossible or there twice");
            seen.set(number);
        }
        return new IncrementalHeader(truncationBlocks, numbers);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "the incremental file " + path + " cannot be trusted: " + otherwise);
        }
    }
}
