package org.theorder.lifeboat.repository.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 17: what is damaged in one region is replaced by what was read back as sound in another one. */
class BackupRepairTest {
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;
    private static final int SEGMENT = 16 << 20;

    @TempDir
    Path directory;

    private FileStorage primary;
    private FileStorage dr;

    @BeforeEach
    void oneBackupInTwoRegions() {
        primary = region("primary");
        dr = region("dr");
        Backups.take(SyntheticCluster.typical(3), List.of(primary, dr));
    }

    private FileStorage region(String name) {
        FileStorage region = FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK);
        ClusterRepository.register(region, ClusterRegistration.of(KEYS, 18, SEGMENT, Backups.CLOCK.instant()));
        return region;
    }

    /** WAL is of no account here: the backup has none. */
    private static Verification read(Storage region) {
        Verification found = new BackupVerifier(region, KEYS, SEGMENT, ReaderSettings.defaults(), Clock.systemUTC())
                .verify(SyntheticCluster.BACKUP, null);
        return new Verification(
                1,
                found.backup(),
                found.region(),
                found.damaged().stream().allMatch(each -> each.object().equals(KEYS.wal())),
                null,
                found.contents(),
                found.objects(),
                found.storedBytes(),
                found.files(),
                found.walSegments(),
                found.walSealed(),
                found.walUnchecked(),
                found.proven(),
                found.startedAt(),
                found.finishedAt(),
                found.damaged().stream()
                        .filter(each -> !each.object().equals(KEYS.wal()))
                        .toList());
    }

    private BackupRepair.Repaired repair() {
        return new BackupRepair(dr, List.of(new BackupRepair.Source(primary, read(primary)))).repair(read(dr));
    }

    private static String name(String object) {
        return object.substring(object.lastIndexOf('/') + 1);
    }

    private void flip(String region, String object) throws IOException {
        Path file = directory.resolve(region).resolve(object);
        byte[] bytes = Files.readAllBytes(file);
        bytes[name(object).equals("backup.json") ? 0 : bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parts/base-000001.tar.zst", "index.json.zst", "backup_manifest.zst", "backup.json"})
    void aFlippedBitIsReplacedAndTheDamagedBytesAreKeptAside(String name) throws IOException {
        String object = KEYS.backup(SyntheticCluster.BACKUP) + name;
        flip("dr", object);
        assertThat(read(dr).passed()).isFalse();

        BackupRepair.Repaired repaired = repair();

        assertThat(repaired.left()).isEmpty();
        assertThat(repaired.replaced()).singleElement().satisfies(each -> {
            assertThat(each.object()).isEqualTo(object);
            assertThat(each.from()).isEqualTo(new RegionName("primary"));
        });
        assertThat(read(dr).passed()).isTrue();
        assertThat(directory.resolve("dr").resolve(object))
                .hasSameBinaryContentAs(directory.resolve("primary").resolve(object));
        try (Stream<Path> aside = Files.walk(directory.resolve("dr/.damaged"))) {
            assertThat(aside.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void whatIsMissingIsPutThere() {
        String part = KEYS.part(SyntheticCluster.BACKUP, "base-000002.tar.zst");
        dr.delete(part);

        assertThat(repair().replaced())
                .extracting(BackupRepair.Replaced::object)
                .containsExactly(part);
        assertThat(read(dr).passed()).isTrue();
    }

    @Test
    void whereNoCopyIsSoundNothingIsTouched() throws IOException {
        String part = KEYS.part(SyntheticCluster.BACKUP, "base-000001.tar.zst");
        flip("dr", part);
        flip("primary", part);
        byte[] before = Files.readAllBytes(directory.resolve("dr").resolve(part));

        BackupRepair.Repaired repaired = repair();

        assertThat(repaired.replaced()).isEmpty();
        assertThat(repaired.left())
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("no other open region holds a sound copy"));
        assertThat(directory.resolve("dr").resolve(part)).hasBinaryContent(before);
    }

    @Test
    void whatAWriteOnceStoreLocksStaysAsItIs() {
        MemoryStorage locked = new MemoryStorage(new RegionName("locked"), Backups.CLOCK).locking();
        ClusterRepository.register(locked, ClusterRegistration.of(KEYS, 18, SEGMENT, Backups.CLOCK.instant()));
        Backups.take(SyntheticCluster.typical(3), List.of(locked));
        String index = KEYS.index(SyntheticCluster.BACKUP);
        Verification sound = read(locked);
        locked.lockUntil(index, Backups.CLOCK.instant().plus(Duration.ofDays(30)));
        Verification found = new Verification(
                1,
                sound.backup(),
                sound.region(),
                false,
                null,
                false,
                1,
                1,
                0,
                0,
                0,
                0,
                "",
                sound.startedAt(),
                sound.finishedAt(),
                List.of(new Verification.Damage(index, ErrorCode.CORRUPT, "as if")));

        BackupRepair.Repaired repaired =
                new BackupRepair(locked, List.of(new BackupRepair.Source(primary, read(primary)))).repair(found);

        assertThat(repaired.replaced()).isEmpty();
        assertThat(repaired.left())
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("is locked until"));
        assertThat(locked.find(index)).isPresent();
    }
}
