package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

class WalSegmentTest {
    private static final int MIB = 1 << 20;

    /** Checked with pg_walfile_name of PostgreSQL 15, and its macros for other segment sizes. */
    @ParameterizedTest
    @CsvSource({
        "0/0, 1, 16, 000000010000000000000000",
        "0/1000000, 1, 16, 000000010000000000000001",
        "0/1FFFFFF, 1, 16, 000000010000000000000001",
        "0/FF000000, 1, 16, 0000000100000000000000FF",
        "1/0, 1, 16, 000000010000000100000000",
        "16/B374D848, 3, 16, 0000000300000016000000B3",
        "16/B374D848, 3, 1, 000000030000001600000B37",
        "16/B374D848, 3, 64, 00000003000000160000002C",
        "16/B374D848, 3, 1024, 000000030000001600000002",
        "FFFFFFFF/FFFFFFFF, -1, 16, FFFFFFFFFFFFFFFF000000FF"
    })
    void namesAreThoseOfPostgresql(String position, int timeline, int mebibytes, String name) {
        WalSegment segment = WalSegment.containing(timeline, Lsn.parse(position), mebibytes * MIB);

        assertThat(segment.name()).isEqualTo(name);
        assertThat(WalSegment.parse(name, mebibytes * MIB)).isEqualTo(segment);
    }

    @Test
    void neighboursTouch() {
        WalSegment segment = WalSegment.parse("0000000100000000000000FF", 16 * MIB);

        assertThat(segment.start()).isEqualTo(Lsn.parse("0/FF000000"));
        assertThat(segment.end()).isEqualTo(Lsn.parse("1/0"));
        assertThat(segment.next().name()).isEqualTo("000000010000000100000000");
        assertThat(segment.next().start()).isEqualTo(segment.end());
        assertThat(segment).isLessThan(segment.next());
    }

    @Test
    void everyPositionLiesInItsSegment() {
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            int bytes = 1 << (20 + random.nextInt(11));
            Lsn position = new Lsn(random.nextLong() >>> random.nextInt(64));
            WalSegment segment = WalSegment.containing(1 + random.nextInt(100), position, bytes);

            assertThat(position.isBefore(segment.start())).isFalse();
            assertThat(position.minus(segment.start())).isBetween(0L, bytes - 1L);
            assertThat(WalSegment.parse(segment.name(), bytes)).isEqualTo(segment);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000001000000000000000",
                "0000000100000000000000000",
                "00000001000000000000000g",
                "0000000100000000000000ff",
                "000000000000000000000001",
                "000000010000000000000100",
                "000000010000000000000001.partial",
                "../000000010000000000001"
            })
    void otherNamesAreNotSegments(String name) {
        assertThat(WalSegment.tryParse(name, 16 * MIB)).isEmpty();
        assertFails(() -> WalSegment.parse(name, 16 * MIB));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1, MIB - 1, MIB / 2, 3 * MIB, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void otherSizesDoNotExist(int bytes) {
        assertFails(() -> WalSegment.containing(1, Lsn.ZERO, bytes));
        assertFails(() -> WalSegment.tryParse("000000010000000000000001", bytes));
    }

    private static void assertFails(Runnable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }

    @Test
    void hostileKeysAreNothingOrWhatTheySay() {
        WalSegment segment = WalSegment.parse("000000010000000000000002", 16 * MIB);
        WalName.Slice slice = new WalName.Slice(segment, Lsn.parse("0/2000000"), Lsn.parse("0/2000100"));
        Mutations.survive(slice.key(SyntheticCluster.KEYS).getBytes(StandardCharsets.UTF_8), 20_000, bytes -> {
            String key = new String(bytes, StandardCharsets.UTF_8);
            WalName.Slice.parse(key, 16 * MIB).ifPresent(parsed -> {
                assertThat(parsed.offset()).isBetween(0L, 16L * MIB);
                assertThat(parsed.offset() + parsed.length()).isLessThanOrEqualTo(16 * MIB);
                assertThat(key)
                        .endsWith(parsed.key(SyntheticCluster.KEYS)
                                .substring(parsed.key(SyntheticCluster.KEYS).lastIndexOf('/')));
            });
        });
        Mutations.survive(segment.name().getBytes(StandardCharsets.UTF_8), 20_000, bytes -> {
            String name = new String(bytes, StandardCharsets.UTF_8);
            WalSegment.tryParse(name, 16 * MIB)
                    .ifPresent(parsed -> assertThat(parsed.name()).isEqualTo(name));
            WalName.History.parse(name + ".history");
        });
    }
}
