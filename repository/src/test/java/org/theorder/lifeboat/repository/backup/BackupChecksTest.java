package org.theorder.lifeboat.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** A stream that is not what the manifest, the label or the control file say is never kept. Correctness line 1, Correctness line 4. */
class BackupChecksTest {
    @TempDir
    Path directory;

    private final SyntheticCluster cluster = new SyntheticCluster()
            .file("base/1/1259", SyntheticCluster.content(new Random(1), 100_000))
            .file("base/1/1260", new byte[8192]);
    private Storage region;

    @BeforeEach
    void region() {
        region = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
    }

    @Test
    void aChangedByteIsNoticed() {
        byte[] tar = cluster.tar("base");
        tar[tar.length / 2] ^= 1;

        assertRefused(tar, cluster.manifest(), "does not match its checksum");
    }

    @Test
    void aFileOfAnotherLengthIsNoticed() {
        byte[] manifest = cluster.manifest();
        cluster.file("base/1/1260", new byte[4096]);

        assertRefused(cluster.tar("base"), manifest, "base/1/1260 has 4096 bytes, but the manifest says 8192");
    }

    @Test
    void aFileThatTheManifestDoesNotNameIsNoticed() {
        byte[] manifest = cluster.manifest();
        cluster.file("base/1/9999", new byte[1]);

        assertRefused(
                cluster.tar("base"), manifest, "1 files that its manifest does not name, for example base/1/9999");
    }

    @Test
    void aFileThatWasNotSentIsNoticed() {
        byte[] tar = cluster.tar("base");
        cluster.file("base/1/9999", new byte[1]);

        assertRefused(tar, cluster.manifest(), "names base/1/9999, but the server did not send it");
    }

    @Test
    void walThatCameAlongNeedsNoManifest() {
        byte[] manifest = cluster.manifest();
        cluster.file("pg_wal/000000010000000000000002", new byte[100]);

        assertThat(seal(cluster.beginning(), cluster.tar("base"), manifest).files())
                .isEqualTo(cluster.files().get("base").size());
    }

    @Test
    void anotherAlgorithmThanAskedForIsRefused() {
        assertRefused(cluster.tar("base"), cluster.manifest(ChecksumAlgorithm.SHA256), "MANIFEST_CHECKSUMS");
    }

    @Test
    void aManifestOfAnotherSystemOrOtherWalIsRefused() {
        assertRefused(
                cluster.tar("base"),
                changed(text ->
                        text.replace(SyntheticCluster.KEYS.systemIdentifier().toString(), "42")),
                "the manifest belongs to system 42");
        assertRefused(
                cluster.tar("base"),
                changed(text -> text.replace(SyntheticCluster.STOP.toString(), "0/2000160")),
                "the manifest's WAL range is not 0/2000028 to 0/2000158");
    }

    @Test
    void aManifestThatWasCutOffIsRefused() {
        byte[] manifest = cluster.manifest();

        assertRefused(cluster.tar("base"), Arrays.copyOf(manifest, manifest.length - 10), "cannot be trusted");
        assertRefused(cluster.tar("base"), new byte[0], "cannot be trusted");
    }

    @Test
    void aTornOrForeignControlFileIsRefused() {
        byte[] torn = SyntheticCluster.pgControl();
        torn[100] ^= 1;
        cluster.file("global/pg_control", torn);
        assertRefused(cluster.tar("base"), cluster.manifest(), "does not match its CRC");

        cluster.file("global/pg_control", new byte[100_000]);
        assertRefused(cluster.tar("base"), cluster.manifest(), "far too large");
    }

    @Test
    void aControlFileThatDoesNotComeLastIsRefused() {
        byte[] tar = cluster.tar("base");
        int trailer = tar.length - 1024;
        int control = trailer - 512 - SyntheticCluster.pgControl().length;
        ByteArrayOutputStream reordered = new ByteArrayOutputStream();
        reordered.write(tar, control, trailer - control);
        reordered.write(tar, 0, control);
        reordered.write(tar, trailer, 1024);

        assertRefused(reordered.toByteArray(), cluster.manifest(), "pg_control did not come last, but base/1/1260");
    }

    @Test
    void aLabelThatStartsElsewhereIsRefused() {
        cluster.file(
                "backup_label",
                "START WAL LOCATION: 0/3000028 (file 000000010000000000000003)\nSTART TIMELINE: 1\n"
                        .getBytes(StandardCharsets.US_ASCII));
        assertRefused(cluster.tar("base"), cluster.manifest(), "backup_label starts at 0/3000028 on timeline 1");

        cluster.file("backup_label", new byte[0]);
        assertRefused(cluster.tar("base"), cluster.manifest(), "the server sent no backup_label");
    }

    @Test
    void aStreamThatBrokeOffIsRefused() {
        byte[] tar = cluster.tar("base");

        assertRefused(Arrays.copyOf(tar, tar.length - 2048), cluster.manifest(), "ends in the middle");
    }

    private byte[] changed(UnaryOperator<String> change) {
        String manifest = new String(cluster.manifest(), StandardCharsets.UTF_8);
        return SyntheticCluster.signed(change.apply(manifest.replaceFirst("\"Manifest-Checksum.*\n", "")));
    }

    private void assertRefused(byte[] tar, byte[] manifest, String reason) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> seal(cluster.beginning(), tar, manifest))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        assertThat(new ClusterRepository(region, SyntheticCluster.KEYS)
                        .backups()
                        .complete())
                .isEmpty();
    }

    private SealedBackup seal(BackupBeginning beginning, byte[] tar, byte[] manifest) {
        try (BackupWriter writer = BackupWriter.begin(beginning, List.of(region), Backups.SMALL_PARTS, Backups.CLOCK)) {
            writer.beginArchive(Archive.base());
            writer.write(ByteBuffer.wrap(tar));
            writer.writeManifest(ByteBuffer.wrap(manifest));
            return writer.seal(cluster.end());
        }
    }
}
