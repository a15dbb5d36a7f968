package org.theorder.lifeboat.repository.verification;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * The page headers of a WAL segment, from a store that may hold anything: whatever is there has a fault that people can read,
 * or is a whole segment. Correctness line 20.
 */
class WalPagesFuzzTest {
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;
    private static final int PAGE = 8192;
    private static final int LONG_HEADER = 40;

    /** The smallest that PostgreSQL has. */
    private static final int SEGMENT = 1 << 20;

    private static final WalSegment NEEDED = WalSegment.containing(1, SyntheticCluster.START, SEGMENT);

    static Stream<byte[]> starts() {
        return Stream.of(headers(1), headers(2));
    }

    /** The headers of the first pages, without what lies between them: what is fuzzed is short. */
    private static byte[] headers(int pages) {
        ByteBuffer bytes = ByteBuffer.allocate(pages * LONG_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < pages; number++) {
            int at = number * LONG_HEADER;
            bytes.putShort(at, (short) 0xD118)
                    .putShort(at + 2, (short) (number == 0 ? 2 : 0))
                    .putInt(at + 4, NEEDED.timeline())
                    .putLong(at + 8, NEEDED.start().value() + (long) number * PAGE);
        }
        return bytes.putLong(24, KEYS.systemIdentifier().value())
                .putInt(32, SEGMENT)
                .putInt(36, PAGE)
                .array();
    }

    @MethodSource("starts")
    @FuzzTest(maxDuration = "60s")
    void walPages(byte[] bytes) throws IOException {
        // as they are, and laid over the pages of a segment whose rest is zeros
        fault(bytes);
        byte[] segment = new byte[SEGMENT];
        for (int from = 0, page = 0; from < bytes.length && page < SEGMENT; from += LONG_HEADER, page += PAGE) {
            System.arraycopy(bytes, from, segment, page, Math.min(LONG_HEADER, bytes.length - from));
        }
        long server = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN).getLong(24);
        if (fault(segment).isEmpty() && server != KEYS.systemIdentifier().value()) {
            throw new AssertionError("the WAL of another server passed");
        }
    }

    private static Optional<String> fault(byte[] bytes) throws IOException {
        Optional<String> fault = new WalPages(NEEDED, KEYS.systemIdentifier()).fault(new ByteArrayInputStream(bytes));
        if (fault.isEmpty() && bytes.length != SEGMENT) {
            throw new AssertionError("a segment of " + bytes.length + " bytes passed");
        }
        return fault;
    }
}
