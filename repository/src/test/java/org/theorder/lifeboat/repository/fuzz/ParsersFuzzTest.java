package org.theorder.lifeboat.repository.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.incremental.IncrementalHeaderParser;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.tar.TarEntry;
import org.theorder.lifeboat.repository.tar.TarScanner;
import org.theorder.lifeboat.repository.tar.TarSink;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * A parser accepts bytes, or refuses them with an error of Lifeboat that says what is corrupt or not supported; nothing
 * else comes out, and memory stays bounded. In an ordinary run the known inputs are tried; with {@code JAZZER_FUZZ=1},
 * which {@code ./lifeboat test --long} sets, one method at a time is fuzzed. Correctness line 3, Correctness line 4,
 * Correctness line 9, Correctness line 20.
 */
class ParsersFuzzTest {
    private static final int LIMIT = 1 << 20;

    /** What must not throw anything else. */
    private interface Parsing {
        void run() throws IOException;
    }

    private static void refusedOrRead(Parsing parsing) {
        try {
            parsing.run();
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.CORRUPT
                    && e.code() != ErrorCode.CONFIGURATION_INVALID
                    && e.code() != ErrorCode.REQUEST_INVALID) {
                throw new AssertionError("an unexpected refusal: " + e.code() + " " + e.explanation(), e);
            }
        } catch (IOException e) {
            // the error of a decompressor; what reads it explains it
        }
    }

    static Stream<byte[]> tars() {
        return Stream.of(new SyntheticCluster()
                .file("base/5/1", new byte[8192])
                .link("pg_tblspc/1", "/x")
                .tar("base"));
    }

    @MethodSource("tars")
    @FuzzTest(maxDuration = "60s")
    void tar(byte[] bytes) {
        refusedOrRead(() -> {
            TarScanner scanner = new TarScanner(new Nowhere());
            int half = bytes.length / 2;
            scanner.write(ByteBuffer.wrap(bytes, 0, half));
            scanner.write(ByteBuffer.wrap(bytes, half, bytes.length - half));
            scanner.finish();
        });
    }

    static Stream<byte[]> manifests() {
        return Stream.of(new SyntheticCluster().manifest());
    }

    @MethodSource("manifests")
    @FuzzTest(maxDuration = "60s")
    void manifest(byte[] bytes) {
        refusedOrRead(() -> ManifestReader.read(new ByteArrayInputStream(bytes), file -> {}));
        // and as if its own checksum were right
        String unsigned = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\"Manifest-Checksum.*\n", "");
        refusedOrRead(
                () -> ManifestReader.read(new ByteArrayInputStream(SyntheticCluster.signed(unsigned)), file -> {}));
    }

    static Stream<byte[]> incrementals() {
        ByteBuffer header = ByteBuffer.allocate(8192 * 2).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        return Stream.of(
                header.putInt(0xd3ae1f0d).putInt(1).putInt(7).putInt(3).array(),
                ByteBuffer.allocate(12)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putInt(0xd3ae1f0d)
                        .putInt(0)
                        .putInt(7)
                        .array());
    }

    @MethodSource("incrementals")
    @FuzzTest(maxDuration = "60s")
    void incrementalHeader(byte[] bytes) {
        refusedOrRead(() -> {
            IncrementalHeaderParser parser = new IncrementalHeaderParser("base/5/INCREMENTAL.1", bytes.length);
            int half = bytes.length / 2;
            parser.take(ByteBuffer.wrap(bytes, 0, half));
            parser.take(ByteBuffer.wrap(bytes, half, bytes.length - half));
        });
    }

    static Stream<byte[]> histories() {
        return Stream.of(
                "1\t0/3000000\tno recovery target specified\n\n2\t0/5000000\tx\n".getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("histories")
    @FuzzTest(maxDuration = "60s")
    void timelineHistory(byte[] bytes) {
        refusedOrRead(() -> TimelineHistory.parse(3, bytes));
    }

    static Stream<byte[]> controlFiles() {
        return Stream.of(SyntheticCluster.pgControl());
    }

    @MethodSource("controlFiles")
    @FuzzTest(maxDuration = "60s")
    void controlFile(byte[] bytes) {
        refusedOrRead(() -> ControlFile.check(bytes));
    }

    static Stream<byte[]> documents() {
        return Stream.of(
                RegionDescription.of(new RegionName("dr"), Backups.CLOCK).json(),
                "{}".getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("documents")
    @FuzzTest(maxDuration = "60s")
    void document(byte[] bytes) {
        refusedOrRead(() -> BackupMarker.read(bytes, "backup.json"));
        refusedOrRead(() -> RegionDescription.read(bytes, "lifeboat.json"));
    }

    static Stream<byte[]> frames() {
        byte[] content = SyntheticCluster.content(new Random(1), 5000);
        try (InputStream frame = Zstd.compress(ByteBuffer.wrap(content), 1).open()) {
            return Stream.of(frame.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @MethodSource("frames")
    @FuzzTest(maxDuration = "60s")
    void frame(byte[] bytes) {
        refusedOrRead(() -> {
            try (InputStream plain = Zstd.decompress(new ByteArrayInputStream(bytes), LIMIT)) {
                if (plain.transferTo(OutputStream.nullOutputStream()) > LIMIT) {
                    throw new AssertionError("more than the limit came out");
                }
            }
        });
    }

    static Stream<byte[]> names() {
        return Stream.of("000000010000000000000003".getBytes(StandardCharsets.US_ASCII));
    }

    @MethodSource("names")
    @FuzzTest(maxDuration = "60s")
    void segmentName(byte[] bytes) {
        refusedOrRead(() -> WalSegment.parse(new String(bytes, StandardCharsets.ISO_8859_1), 16 << 20));
    }

    /** Takes everything. */
    private static final class Nowhere implements TarSink {
        @Override
        public void header(TarEntry entry, ByteBuffer block) {
            if (entry.path().startsWith("/") || entry.path().contains("../")) {
                throw new AssertionError("a path that leads elsewhere: " + entry.path());
            }
        }

        @Override
        public void content(ByteBuffer bytes) {}

        @Override
        public void endOfContent() {}

        @Override
        public void filler(ByteBuffer bytes) {}
    }
}
