package org.theorder.lifeboat.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadBackup;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Trees;

class BackupRoundTripTest {
    @TempDir
    Path directory;

    private Storage primary;
    private Storage dr;

    @BeforeEach
    void regions() {
        primary = FileStorage.initialize(directory.resolve("primary"), new RegionName("primary"), Backups.CLOCK);
        dr = FileStorage.initialize(directory.resolve("dr"), new RegionName("dr"), Backups.CLOCK);
    }

    @Test
    void everyFileComesBackAsItWas() throws IOException {
        SyntheticCluster cluster = SyntheticCluster.typical(1);

        CommittedBackup committed = Backups.take(cluster, List.of(primary, dr));

        assertThat(committed.regions()).containsExactly(primary.region(), dr.region());
        assertThat(committed.missing()).isEmpty();
        assertThat(committed.marker().parts()).isGreaterThan(10);
        for (Storage region : List.of(primary, dr)) {
            Path target = directory.resolve("restored-" + region.region());
            ReadBackup read = restore(List.of(region), target);
            assertThat(read.troubles()).isEmpty();
            assertThat(read.partsByRegion())
                    .isEqualTo(Map.of(region.region(), committed.marker().parts()));
            Trees.assertHolds(target, cluster.files().get("base"));
        }
    }

    @Test
    void restoredFilesAreTheOwnersAlone() throws IOException {
        Backups.take(SyntheticCluster.typical(2), List.of(primary));

        Path target = directory.resolve("restored");
        restore(List.of(primary), target);

        try (Stream<Path> all = Files.walk(target)) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void theBackupIsListedAfterTheCommitAndNotBefore() {
        SyntheticCluster cluster = SyntheticCluster.typical(3);
        ClusterRepository repository = new ClusterRepository(primary, SyntheticCluster.KEYS);
        try (BackupWriter writer =
                BackupWriter.begin(cluster.beginning(), List.of(primary), Backups.SMALL_PARTS, Backups.CLOCK)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);
            assertThat(repository.backups().complete()).isEmpty();

            BackupMarker marker = sealed.commit(sealed.regions()).marker();

            assertThat(repository.backups().complete()).containsExactly(marker);
            assertThat(repository.backups().damaged()).isEmpty();
            assertThat(marker.sizeBytes()).isEqualTo(sealed.sizeBytes());
        }
    }

    @ParameterizedTest
    @EnumSource(ChecksumAlgorithm.class)
    void everyAlgorithmOfTheManifestIsChecked(ChecksumAlgorithm algorithm) throws IOException {
        SyntheticCluster cluster = SyntheticCluster.typical(4);
        try (BackupWriter writer = BackupWriter.begin(
                cluster.beginning(algorithm), List.of(primary), Backups.SMALL_PARTS, Backups.CLOCK)) {
            SealedBackup sealed = Backups.stream(cluster, writer, algorithm);
            sealed.commit(sealed.regions());
        }

        Path target = directory.resolve("restored");
        restore(List.of(primary), target);
        Trees.assertHolds(target, cluster.files().get("base"));
        BackupReader.open(List.of(primary), SyntheticCluster.KEYS, SyntheticCluster.BACKUP)
                .verify(ReaderSettings.defaults(), ReadProgress.IGNORED);
    }

    private ReadBackup restore(List<Storage> regions, Path target) {
        return BackupReader.open(regions, SyntheticCluster.KEYS, SyntheticCluster.BACKUP)
                .restore(RestoreTarget.of(target), ReaderSettings.defaults(), ReadProgress.IGNORED);
    }
}
