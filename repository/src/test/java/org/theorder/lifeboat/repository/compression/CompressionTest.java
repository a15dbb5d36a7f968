package org.theorder.lifeboat.repository.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

class CompressionTest {
    private static final byte[] RAW = SyntheticCluster.content(new Random(1), 300_000);

    private static byte[] compressed(byte[] raw) throws IOException {
        try (InputStream in = Zstd.compress(ByteBuffer.wrap(raw), 1).open()) {
            return in.readAllBytes();
        }
    }

    private static byte[] read(byte[] stored, long limit) throws IOException {
        try (InputStream in = Zstd.decompress(new ByteArrayInputStream(stored), limit)) {
            return in.readAllBytes();
        }
    }

    private static byte[] unframed(byte[] stored, long expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int position = 0; position < stored.length; position += 10_000) {
            int count = Math.min(10_000, stored.length - position);
            buffers.add(ByteBuffer.allocateDirect(count)
                    .put(stored, position, count)
                    .flip());
        }
        try (FrameDecompressor decompressor = new FrameDecompressor()) {
            decompressor.decompress(buffers, expected, bytes -> {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                out.writeBytes(copy);
            });
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
    void whatWasCompressedComesBack(int length) throws IOException {
        byte[] raw = Arrays.copyOf(RAW, length);

        byte[] stored = compressed(raw);

        assertThat(read(stored, length)).isEqualTo(raw);
        assertThat(unframed(stored, length)).isEqualTo(raw);
    }

    @Test
    void anyKindOfBufferIsCompressed() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(RAW.length).put(RAW).flip();
        for (ByteBuffer source : List.of(
                ByteBuffer.wrap(RAW), ByteBuffer.wrap(RAW).asReadOnlyBuffer(), direct, direct.asReadOnlyBuffer())) {
            try (InputStream in = Zstd.compress(source, 1).open()) {
                assertThat(read(in.readAllBytes(), RAW.length)).isEqualTo(RAW);
            }
            assertThat(source.remaining()).isEqualTo(RAW.length);
        }
    }

    @Test
    void wholeFramesOfOneObjectDecompressOneAfterAnother() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(RAW.length).put(RAW).flip();
        try (FrameCompressor compressor = new FrameCompressor(3, false)) {
            BufferChain chain = new BufferChain(() -> ByteBuffer.allocateDirect(1000), filled -> {});
            for (int piece : new int[] {1, 70_000, RAW.length - 70_001}) {
                ByteBuffer source = direct.slice(direct.position(), piece);
                compressor.compressWhole(source, chain);
                assertThat(source.hasRemaining()).isFalse();
                direct.position(direct.position() + piece);
            }
            byte[] stored;
            try (InputStream in = chain.finish().open()) {
                stored = in.readAllBytes();
            }
            assertThat(unframed(stored, RAW.length)).isEqualTo(RAW);
            assertThat(read(stored, RAW.length)).isEqualTo(RAW);
            // cut at the end of a frame, or in one
            int second = 70_001;
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> unframed(stored, second));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> unframed(Arrays.copyOf(stored, stored.length - 1), RAW.length));
        }
    }

    @Test
    void everyFrameHasTheContentChecksumThatWasAskedFor() throws IOException {
        try (FrameCompressor compressor = new FrameCompressor(1, true)) {
            for (int frame = 0; frame < 3; frame++) {
                BufferChain chain = new BufferChain(() -> ByteBuffer.allocateDirect(1000), filled -> {});
                compressor.compress(ByteBuffer.allocateDirect(100_000), chain);
                compressor.endFrame(chain);
                try (InputStream in = chain.finish().open()) {
                    assertThat(in.readNBytes(5)[4] & 4)
                            .as("Content_Checksum_flag, RFC 8878 3.1.1.1.1")
                            .isEqualTo(4);
                }
            }
        }
    }

    @Test
    void framesBehindEachOtherAreOneStream() throws IOException {
        byte[] one = compressed(RAW);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(read(two, 2L * RAW.length)).hasSize(2 * RAW.length);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> unframed(two, RAW.length));
    }

    @Test
    void moreThanExpectedIsNotDecompressed() throws IOException {
        byte[] bomb = compressed(new byte[100_000_000]);

        assertThat(bomb).hasSizeLessThan(20_000);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(bomb, 1_000))
                .satisfies(e -> assertThat(Zstd.unreadable("x", e).code()).isEqualTo(ErrorCode.CORRUPT));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> unframed(bomb, 1_000));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> unframed(compressed(RAW), RAW.length + 1L));
    }

    @Test
    void aWindowThatWantsTooMuchMemoryIsRefused() {
        byte[] frame;
        try (ZstdCompressCtx context =
                new ZstdCompressCtx().setLevel(1).setWindowLog(27).setLong(27)) {
            frame = context.compress(new byte[200_000_000]);
        }

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(frame, Long.MAX_VALUE));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> unframed(frame, 200_000_000));
    }

    @Test
    void truncatedFramesAreRefusedAtEveryLength() throws IOException {
        byte[] stored = compressed(Arrays.copyOf(RAW, 2_000));
        for (int length = 0; length < stored.length; length++) {
            byte[] truncated = Arrays.copyOf(stored, length);
            assertThatExceptionOfType(IOException.class).as("%d", length).isThrownBy(() -> unframed(truncated, 2_000));
            if (length > 0) {
                assertThatExceptionOfType(IOException.class).as("%d", length).isThrownBy(() -> read(truncated, 2_000));
            }
        }
    }

    @Test
    void hostileFramesAreRefusedOrTheSame() throws IOException {
        byte[] raw = Arrays.copyOf(RAW, 5_000);
        Mutations.survive(compressed(raw), 5_000, bytes -> {
            try {
                assertThat(unframed(bytes, raw.length)).isEqualTo(raw);
            } catch (IOException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
            try {
                read(bytes, raw.length);
            } catch (IOException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        });
    }

    @Test
    void anyFrameCanBeTakenAlone() throws IOException {
        ByteBuffer stored = ByteBuffer.allocateDirect(RAW.length);
        for (int from = 0; from < RAW.length; from += 70_000) {
            try (ZstdCompressCtx context = new ZstdCompressCtx()) {
                stored.put(context.compress(Arrays.copyOfRange(RAW, from, Math.min(from + 70_000, RAW.length))));
            }
        }
        FrameSequence frames = FrameSequence.of(stored.flip(), RAW.length);
        ByteBuffer target = ByteBuffer.allocateDirect(70_000);

        for (int position : new int[] {299_999, 69_999, 70_000, 0}) {
            int frame = frames.at(position);
            frames.decompress(frame, target);
            byte[] content = new byte[frames.length(frame)];
            target.get(0, content);
            int begin = position / 70_000 * 70_000;
            assertThat(frames.begin(frame)).isEqualTo(begin);
            assertThat(content).isEqualTo(Arrays.copyOfRange(RAW, begin, begin + content.length));
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> FrameSequence.of(stored, RAW.length - 1));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> FrameSequence.of(stored.duplicate().limit(stored.limit() - 1), RAW.length));
        stored.put(6, (byte) ~stored.get(6));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            FrameSequence damaged = FrameSequence.of(stored, RAW.length);
            damaged.decompress(0, target);
        });
    }

    /** A stream's frame does not say how long it will be. */
    @Test
    void framesOfUnknownLengthAreOne() throws IOException {
        byte[] compressed = compressed(RAW);
        ByteBuffer stored =
                ByteBuffer.allocateDirect(compressed.length).put(compressed).flip();

        FrameSequence frames = FrameSequence.of(stored, RAW.length);
        ByteBuffer target = ByteBuffer.allocateDirect(RAW.length);
        frames.decompress(frames.at(RAW.length / 2), target);

        byte[] content = new byte[RAW.length];
        target.get(content);
        assertThat(content).isEqualTo(RAW);
    }
}
