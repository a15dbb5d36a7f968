package org.theorder.lifeboat.repository.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.IncrementalFiles;
import org.theorder.lifeboat.repository.testing.Mutations;

/** Correctness line 9: the header of incremental files; Correctness line 20: bounded, whatever it says. */
class IncrementalHeaderTest {
    private static SortedMap<Integer, byte[]> blocks(int count) {
        SortedMap<Integer, byte[]> blocks = new TreeMap<>();
        for (int number = 0; number < count; number++) {
            blocks.put(3 * number + 1, new byte[8192]);
        }
        return blocks;
    }

    private static @Nullable IncrementalHeader parse(byte[] file, int helping) {
        IncrementalHeaderParser parser = new IncrementalHeaderParser("base/5/INCREMENTAL.1", file.length);
        for (int position = 0; position < file.length; position += helping) {
            ByteBuffer bytes = ByteBuffer.wrap(file, position, Math.min(helping, file.length - position));
            IncrementalHeader header = parser.take(bytes);
            if (header != null) {
                assertThat(bytes.position()).isEqualTo((int) header.bytes());
                return header;
            }
            assertThat(bytes.hasRemaining()).isFalse();
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 2045, 2046, 4094, 5000})
    void theHeaderIsPaddedOnlyIfThereAreBlocks(int count) {
        byte[] file = IncrementalFiles.of(7, blocks(count));

        for (int helping : new int[] {1, 5, 8191, file.length}) {
            IncrementalHeader header = parse(file, helping);
            assertThat(header).isNotNull();
            assertThat(header.count()).isEqualTo(count);
            assertThat(header.truncationBlocks()).isEqualTo(7);
            assertThat(header.resultBlocks()).isEqualTo(Math.max(7, 3 * count - 1));
            assertThat(header.bytes()).isEqualTo(file.length - count * 8192L);
            assertThat(count == 0 ? 12 : header.bytes() % 8192).isEqualTo(count == 0 ? 12 : 0);
            if (count > 1) {
                assertThat(header.number(1)).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 305419896, magic",
        "4, 4, more blocks|as long",
        "4, -1, more blocks",
        "4, 131073, more blocks",
        "8, -1, longer than a file",
        "8, 131073, longer than a file",
        "12, -1, block number",
        "12, 131072, block number",
        "16, 1, block number",
    })
    void whatCannotBeIsRefused(int offset, int value, String reason) {
        byte[] file = IncrementalFiles.of(7, blocks(3));
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> parse(file, 100))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                .satisfies(e -> assertThat(e.explanation()).containsPattern(reason));
    }

    @Test
    void aFileThatIsShorterThanItSaysIsRefused() {
        byte[] file = IncrementalFiles.of(7, blocks(3));

        for (int length : new int[] {0, 11, 12, 8192, file.length - 1}) {
            assertThatExceptionOfType(LifeboatException.class)
                    .isThrownBy(() -> parse(Arrays.copyOf(file, length), 100))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        }
    }

    @Test
    void hostileHeadersAreAcceptedOrRefusedAndNothingElse() {
        Mutations.survive(
                Arrays.copyOf(IncrementalFiles.of(7, blocks(3)), 60),
                2_000,
                bytes -> {
                    int claimed = bytes.length % 2 == 0 ? bytes.length : 4 * 8192;
                    new IncrementalHeaderParser("x", claimed).take(ByteBuffer.wrap(bytes));
                },
                ErrorCode.CORRUPT);
        Random random = new Random(1);
        byte[] noise = new byte[20_000];
        random.nextBytes(noise);
        assertThatExceptionOfType(LifeboatException.class).isThrownBy(() -> parse(noise, 100));
    }

    /** Correctness line 9, names: only where PostgreSQL has relations. */
    @ParameterizedTest
    @CsvSource(
            value = {
                "true | base/5/INCREMENTAL.16384 | base/5/16384",
                "true | base/5/INCREMENTAL.16384_fsm.1 | base/5/16384_fsm.1",
                "true | global/INCREMENTAL.1262 | global/1262",
                "false | PG_18_202506291/5/INCREMENTAL.20000 | PG_18_202506291/5/20000",
                "true | base/5/16384 | ",
                "true | base/5/INCREMENTAL. | ",
                "true | INCREMENTAL.conf | ",
                "true | pg_wal/INCREMENTAL.x | ",
                "true | my/INCREMENTAL.x | ",
            },
            delimiter = '|')
    void namesLeadToTheWholeFile(boolean base, String path, @Nullable String whole) {
        assertThat(IncrementalName.wholeFile(base, path)).isEqualTo(Optional.ofNullable(whole));
        if (whole != null) {
            assertThat(IncrementalName.of(whole)).isEqualTo(path);
        }
    }
}
