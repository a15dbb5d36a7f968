package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Correctness line 22: what is written past the page cache and what is not end up side by side in the file. */
final class PieceFileTest {
    private static final int BLOCK = 8192;
    private static final int BLOCKS = 1024;

    @TempDir
    private Path directory = Path.of("");

    private final Random random = new Random(22);

    @Test
    void runsOfAnyLengthInAnyOrderMakeTheFile() throws IOException {
        byte[] content = bytes(BLOCKS * BLOCK);
        Path file = directory.resolve("16384");
        // every other run first, as newer blocks come before the older ones between them
        int[] cuts = cuts();
        for (int first : new int[] {1, 0}) {
            try (PieceFile piece = new PieceFile(file)) {
                for (int run = first; run + 1 < cuts.length; run += 2) {
                    writeInHelpings(piece, content, cuts[run] * BLOCK, cuts[run + 1] * BLOCK);
                }
                piece.complete();
            }
        }

        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void piecesThatBeginAndEndWithinAPageMakeTheFile() throws IOException {
        byte[] content = bytes(5_000_001);
        Path file = directory.resolve("not-a-multiple");
        int cut = 2_345_678;
        try (PieceFile later = new PieceFile(file);
                PieceFile earlier = new PieceFile(file)) {
            writeInHelpings(later, content, cut, content.length);
            writeInHelpings(earlier, content, 0, cut);
            later.complete();
            earlier.complete();
        }

        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void aFileSystemWithoutUncachedWritesGetsOrdinaryOnes() throws IOException {
        Path memory = Path.of("/dev/shm");
        Path file = Files.createTempFile(Files.isWritable(memory) ? memory : directory, "lifeboat-piece-", "");
        try (PieceFile piece = new PieceFile(file)) {
            byte[] content = bytes(3 * 1024 * 1024 + 1);
            writeInHelpings(piece, content, 0, content.length);
            piece.complete();

            assertThat(file).hasBinaryContent(content);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void anUnfinishedPieceLeavesNothingForTheNextOne() throws IOException {
        Path unfinished = directory.resolve("unfinished");
        try (PieceFile piece = new PieceFile(unfinished)) {
            piece.write(ByteBuffer.wrap(bytes(100)), 0);
        }
        Path next = directory.resolve("next");
        byte[] content = bytes(10);
        try (PieceFile piece = new PieceFile(next)) {
            piece.write(ByteBuffer.wrap(content), 0);
            piece.complete();
        }

        assertThat(unfinished).isEmptyFile();
        assertThat(next).hasBinaryContent(content);
    }

    /** Ends of runs, in blocks: short and long ones. */
    private int[] cuts() {
        return IntStream.concat(IntStream.of(0, BLOCKS / 2, BLOCKS), random.ints(60, 0, BLOCKS / 2))
                .sorted()
                .toArray();
    }

    private void writeInHelpings(PieceFile piece, byte[] content, int from, int to) {
        for (int at = from; at < to; ) {
            int count = Math.min(to - at, 1 + random.nextInt(300_000));
            piece.write(ByteBuffer.wrap(content, at, count), at);
            at += count;
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
