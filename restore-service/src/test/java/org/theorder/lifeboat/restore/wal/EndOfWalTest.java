package org.theorder.lifeboat.restore.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalSegment;

class EndOfWalTest {
    private static final int SEGMENT = 1 << 20;
    private static final WalSegment THIRD = new WalSegment(1, 3, SEGMENT);

    @TempDir
    Path folder;

    /** A segment with a record of so many bytes at an offset. */
    private Path segment(int offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SEGMENT).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(offset, length);
        return Files.write(folder.resolve("segment"), bytes.array());
    }

    private boolean ends(int replayed, int durable, int recordAt, int length) throws IOException {
        return EndOfWal.isTrue(
                new Lsn(THIRD.start().value() + replayed),
                new Lsn(THIRD.start().value() + durable),
                THIRD,
                segment(recordAt, length));
    }

    @Test
    void recordThatIsNotWholeIsTheEnd() throws IOException {
        assertThat(ends(16_400, 16_400 + 99, 16_400, 100)).isTrue();
    }

    @Test
    void wholeRecordThatWasNotReplayedIsDamage() throws IOException {
        assertThat(ends(16_400, 16_400 + 100, 16_400, 100)).isFalse();
        assertThat(ends(16_400, SEGMENT, 16_400, 100)).isFalse();
    }

    @Test
    void headersOfThePagesThatARecordCrossesCount() throws IOException {
        // 100 bytes to the end of the page, then a header of 24, then 50 more
        int at = 3 * 8192 - 100;
        assertThat(ends(at, 3 * 8192 + 24 + 49, at, 150)).isTrue();
        assertThat(ends(at, 3 * 8192 + 24 + 50, at, 150)).isFalse();
    }

    @Test
    void recordBeginsBehindTheHeaderOfItsPage() throws IOException {
        assertThat(ends(2 * 8192, 2 * 8192 + 24 + 40, 2 * 8192 + 24, 40)).isFalse();
        assertThat(ends(2 * 8192, 2 * 8192 + 24 + 39, 2 * 8192 + 24, 40)).isTrue();
        // the first page of a segment has a header of 40
        assertThat(ends(0, 40 + 64, 40, 64)).isFalse();
    }

    @Test
    void nothingButZerosIsTheEnd() throws IOException {
        assertThat(ends(16_400, SEGMENT, 0, 7)).isTrue();
    }

    @Test
    void zeroLengthWithSomethingBehindItIsDamage() throws IOException {
        assertThat(ends(16_400, SEGMENT, 700_000, 7)).isFalse();
    }

    @Test
    void lengthThatCannotBeIsDamage() throws IOException {
        assertThat(ends(16_400, SEGMENT, 16_400, 23)).isFalse();
        assertThat(ends(16_400, SEGMENT, 16_400, -1)).isFalse();
    }

    @Test
    void lengthThatIsNotWholeIsTheEnd() throws IOException {
        assertThat(ends(16_400, 16_403, 16_400, 100)).isTrue();
    }
}
