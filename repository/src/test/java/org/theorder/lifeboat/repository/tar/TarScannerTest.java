package org.theorder.lifeboat.repository.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 3. */
class TarScannerTest {
    @Test
    void everyByteComesOnceAndInOrder() {
        SyntheticCluster cluster = SyntheticCluster.typical(1);
        byte[] tar = cluster.tar("base");
        Recorder recorder = new Recorder();
        TarScanner scanner = new TarScanner(recorder);

        Backups.inChunks(new Random(1), tar, scanner::write);
        scanner.finish();

        assertThat(recorder.all.toByteArray()).isEqualTo(tar);
        assertThat(recorder.files.keySet())
                .containsExactlyElementsOf(cluster.files().get("base").keySet());
        recorder.files.forEach((path, content) -> assertThat(content.toByteArray())
                .as(path)
                .isEqualTo(cluster.files().get("base").get(path)));
    }

    @Test
    void entriesAreDescribed() {
        Recorder recorder = new Recorder();
        new TarScanner(recorder)
                .write(ByteBuffer.wrap(new SyntheticCluster()
                        .link("pg_tblspc/16400", "/srv/a b")
                        .tar("base")));

        assertThat(recorder.entries)
                .contains(new TarEntry(
                        TarEntry.Type.FILE, "PG_VERSION", 0600, SyntheticCluster.STARTED.minusMillis(123), 3, ""))
                .contains(new TarEntry(
                        TarEntry.Type.DIRECTORY, "global", 0700, SyntheticCluster.STARTED.minusMillis(123), 0, ""))
                .anySatisfy(entry -> {
                    assertThat(entry.type()).isEqualTo(TarEntry.Type.SYMBOLIC_LINK);
                    assertThat(entry.path()).isEqualTo("pg_tblspc/16400");
                    assertThat(entry.linkTarget()).isEqualTo("/srv/a b");
                });
    }

    @Test
    void sizesBeyondEightGibibytesAreBase256() {
        long size = 9L << 30;

        assertThat(first(header(entry -> entry.setSize(size))).size()).isEqualTo(size);
    }

    @Test
    void postgresqlsOwnDirectoriesBeginWithADot() {
        byte[] header = header(entry -> {});
        setName(header, "./pg_wal/archive_status/");
        header[156] = '5';

        assertThat(first(signed(header)).path()).isEqualTo("pg_wal/archive_status");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../etc/passwd", "/etc/passwd", "a/../../b", "a//b", "a/./b", "..", ".", "./", "././a", "a/.."})
    void namesThatLeadElsewhereAreRefused(String name) {
        byte[] header = header(entry -> {});
        setName(header, name);

        assertRefused(signed(header));
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '3', '4', '6', '7', 'x', 'g', 'L', 'K', 'S', 'V'})
    void devicesHardLinksAndExtensionsAreRefused(char type) {
        byte[] header = header(entry -> {});
        header[156] = (byte) type;

        assertRefused(signed(header));
    }

    @Test
    void aWrongChecksumIsRefused() {
        byte[] header = header(entry -> {});
        header[0] ^= 1;

        assertRefused(header);
    }

    @Test
    void otherTarsThanUstarAreRefused() {
        byte[] header = header(entry -> {});
        Arrays.fill(header, 257, 265, (byte) 0);
        assertRefused(signed(header));

        byte[] prefixed = header(entry -> {});
        prefixed[345] = 'x';
        assertRefused(signed(prefixed));
    }

    @Test
    void aDirectoryOrLinkWithContentIsRefused() {
        byte[] header = header(entry -> entry.setSize(512));
        header[156] = '5';

        assertRefused(signed(header));
    }

    @Test
    void aStreamThatEndsEarlyOrGoesOnIsRefused() {
        byte[] tar = new SyntheticCluster().tar("base");
        for (int length : List.of(0, 100, 512, 700, tar.length - 1024, tar.length - 512, tar.length - 1)) {
            TarScanner scanner = new TarScanner(new Recorder());
            scanner.write(ByteBuffer.wrap(tar, 0, length));
            assertThatExceptionOfType(LifeboatException.class).as("%d", length).isThrownBy(scanner::finish);
        }
        assertRefused(Arrays.copyOf(tar, tar.length + 512));
        byte[] twice = Arrays.copyOf(tar, 2 * tar.length);
        System.arraycopy(tar, 0, twice, tar.length, tar.length);
        assertRefused(twice);
    }

    @Test
    void hostileStreamsAreRefusedOrRead() {
        byte[] tar = new SyntheticCluster().link("pg_tblspc/1", "/x").tar("base");
        Mutations.survive(
                tar,
                20_000,
                bytes -> {
                    TarScanner scanner = new TarScanner(new Recorder());
                    scanner.write(ByteBuffer.wrap(bytes));
                    scanner.finish();
                },
                ErrorCode.CORRUPT);
    }

    @Test
    void hostileHeadersWithAGoodChecksumAreRefusedOrRead() {
        Mutations.survive(
                header(entry -> {}),
                20_000,
                bytes -> new TarScanner(new Recorder()).write(ByteBuffer.wrap(signed(Arrays.copyOf(bytes, 512)))),
                ErrorCode.CORRUPT);
    }

    private static TarEntry first(byte[] header) {
        Recorder recorder = new Recorder();
        new TarScanner(recorder).write(ByteBuffer.wrap(header));
        return recorder.entries.getFirst();
    }

    private static void assertRefused(byte[] tar) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> new TarScanner(new Recorder()).write(ByteBuffer.wrap(tar)))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    private static byte[] header(Consumer<TarArchiveEntry> change) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThatCode(() -> {
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512);
                    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
                    TarArchiveEntry entry = new TarArchiveEntry("base/1/1259", TarConstants.LF_NORMAL);
                    change.accept(entry);
                    tar.putArchiveEntry(entry);
                    tar.flush();
                })
                .doesNotThrowAnyException();
        return Arrays.copyOf(bytes.toByteArray(), 512);
    }

    private static void setName(byte[] header, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Arrays.fill(header, 0, 100, (byte) 0);
        System.arraycopy(bytes, 0, header, 0, bytes.length);
    }

    private static byte[] signed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += Byte.toUnsignedInt(each);
        }
        byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, header, 148, text.length);
        return header;
    }

    /** Writes down everything. */
    private static final class Recorder implements TarSink {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final List<TarEntry> entries = new ArrayList<>();
        private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();

        @Override
        public void header(TarEntry entry, ByteBuffer block) {
            entries.add(entry);
            if (entry.type() == TarEntry.Type.FILE) {
                files.put(entry.path(), new ByteArrayOutputStream());
            }
            take(block);
        }

        @Override
        public void content(ByteBuffer bytes) {
            byte[] copy = take(bytes);
            files.get(entries.getLast().path()).writeBytes(copy);
        }

        @Override
        public void endOfContent() {}

        @Override
        public void filler(ByteBuffer bytes) {
            take(bytes);
        }

        private byte[] take(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            all.writeBytes(copy);
            return copy;
        }
    }
}
