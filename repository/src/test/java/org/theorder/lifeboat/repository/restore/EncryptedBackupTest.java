package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.IncrementalFiles;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.TestKeys;
import org.theorder.lifeboat.repository.testing.Trees;

/**
 * Backups for recipients: every one of them restores, nobody else does, and a chain goes on over a rotation of keys.
 * Correctness line 17, Correctness line 19.
 */
class EncryptedBackupTest {
    private static final TestKeys OLD = new TestKeys();
    private static final TestKeys NEW = new TestKeys();
    private static final TestKeys ESCROW = new TestKeys();

    @TempDir
    Path directory;

    private final SyntheticCluster cluster = SyntheticCluster.typical(1);
    private Storage primary;
    private Storage dr;
    private Path target;

    @BeforeEach
    void regions() {
        primary = FileStorage.initialize(directory.resolve("primary"), new RegionName("primary"), Backups.CLOCK);
        dr = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
        target = directory.resolve("restored");
    }

    private BackupMarker take(SyntheticCluster backup, Encryption encryption) {
        try (BackupWriter writer = BackupWriter.begin(
                backup.beginning(),
                List.of(primary, dr),
                Backups.SMALL_PARTS.withEncryption(encryption),
                Backups.CLOCK)) {
            SealedBackup sealed = Backups.stream(backup, writer, ChecksumAlgorithm.CRC32C);
            return sealed.commit(sealed.regions()).marker();
        }
    }

    private void restore(SyntheticCluster backup, Identities identities, Storage... regions) {
        BackupReader.open(List.of(regions), SyntheticCluster.KEYS, backup.id(), identities)
                .restore(RestoreTarget.of(target), ReaderSettings.defaults(), ReadProgress.IGNORED);
    }

    @Test
    void everyRecipientRestoresFromEveryRegion() throws IOException {
        BackupMarker marker = take(cluster, TestKeys.encryption(NEW, ESCROW));

        assertThat(marker.encoding()).isEqualTo(Encoding.ZSTD_AGE);
        assertThat(marker.recipients())
                .isEqualTo(TestKeys.encryption(NEW, ESCROW).fingerprints());
        assertThat(BackupMarker.read(marker.json(), "the marker")).isEqualTo(marker);
        restore(cluster, ESCROW.identities(), dr);
        Trees.assertHolds(target, cluster.files().get("base"));
        target = directory.resolve("restored again");
        restore(cluster, NEW.identities(), primary);
        Trees.assertHolds(target, cluster.files().get("base"));
    }

    @Test
    void whoHasNoIdentityIsRefusedBeforeAnythingIsWritten() {
        take(cluster, TestKeys.encryption(NEW, ESCROW));

        for (Identities wrong : List.of(Identities.none(), OLD.identities())) {
            assertThatExceptionOfType(LifeboatException.class)
                    .isThrownBy(() -> restore(cluster, wrong, primary, dr))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MISSING))
                    .withMessageContaining(NEW.recipient().substring(0, 20))
                    .withMessageContaining(ESCROW.recipient().substring(0, 20));
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void noRowDataIsReadableInTheRepository() throws IOException {
        byte[] secret = "the-row-that-nobody-may-read".repeat(50).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        take(SyntheticCluster.typical(2).file("base/5/77777", secret), TestKeys.encryption(NEW));

        try (var parts = Files.list(
                directory.resolve("primary").resolve(SyntheticCluster.KEYS.parts(SyntheticCluster.BACKUP)))) {
            assertThat(parts.toList()).isNotEmpty().allSatisfy(part -> {
                assertThat(part.getFileName().toString()).endsWith(".tar.zst.age");
                assertThat(Files.readAllBytes(part))
                        .startsWith("age-encryption.org/v1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            });
        }
    }

    @Test
    void damageIsFoundAndTheOtherRegionHelps() throws IOException {
        take(cluster, TestKeys.encryption(NEW));
        Path part = directory
                .resolve("primary")
                .resolve(SyntheticCluster.KEYS.part(SyntheticCluster.BACKUP, "base-000001.tar.zst.age"));
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length - 1] ^= 1;
        Files.write(part, bytes);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> restore(cluster, NEW.identities(), primary))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
        target = directory.resolve("with the other");
        restore(cluster, NEW.identities(), primary, dr);
        Trees.assertHolds(target, cluster.files().get("base"));
    }

    /** Full for the old key, an incremental while both hold, one for the new key alone. */
    @Test
    void aChainGoesOnOverARotation() {
        SyntheticCluster full = SyntheticCluster.typical(4).file("base/5/16384", new byte[3 * 8192]);
        TreeMap<Integer, byte[]> block = new TreeMap<>();
        block.put(1, SyntheticCluster.content(new Random(9), 8192));
        SyntheticCluster both = full.next().file("base/5/INCREMENTAL.16384", IncrementalFiles.of(3, block));
        SyntheticCluster last = both.next().file("base/5/INCREMENTAL.16384", IncrementalFiles.of(3, new TreeMap<>()));
        take(full, TestKeys.encryption(OLD));
        take(both, TestKeys.encryption(OLD, NEW));
        take(last, TestKeys.encryption(NEW));

        for (Identities one : List.of(OLD.identities(), NEW.identities())) {
            assertThatExceptionOfType(LifeboatException.class)
                    .isThrownBy(() -> restore(last, one, primary))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.IDENTITY_MISSING));
            assertThat(target).doesNotExist();
        }
        restore(last, TestKeys.identities(OLD, NEW), primary);
        assertThat(target.resolve("base/5/16384")).hasSize(3 * 8192);
        target = directory.resolve("in between");
        restore(both, OLD.identities(), dr);
        assertThat(target.resolve("base/5/16384")).hasSize(3 * 8192);
    }

    /** After the old key is removed, a full backup for the new one depends on nothing old. */
    @Test
    void aFullBackupAfterTheRotationNeedsTheNewKeyAlone() throws IOException {
        take(cluster, TestKeys.encryption(NEW));

        restore(cluster, NEW.identities(), primary);

        Trees.assertHolds(target, cluster.files().get("base"));
    }
}
