package org.theorder.lifeboat.repository.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupBeginning;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.WalFetch;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.repository.wal.WalWriter;

/**
 * A process that dies at its first, second, third… call of a storage, until it lives long enough to finish. Whatever is
 * listed afterwards can be restored, what was acknowledged is there, and the next attempt succeeds. Correctness line 5,
 * Correctness line 13, Correctness line 16.
 */
class DeathAtEveryCallTest {
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final BackupId NEXT = new BackupId("20261122T030000123Z-full");
    private static final List<String> REGIONS = List.of("primary", "dr");

    private final SyntheticCluster cluster = new SyntheticCluster()
            .file("base/5/16384", SyntheticCluster.content(new Random(1), 20 * 8192))
            .file("base/5/16385", SyntheticCluster.content(new Random(2), 8192));

    @TempDir(factory = InMemory.class)
    private Path directory;

    /** A folder in memory where there is one: dying costs no sync of a disk, and hundreds of processes die here. */
    static final class InMemory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext field, ExtensionContext test) throws IOException {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "lifeboat-")
                    : Files.createTempDirectory("lifeboat-");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsListedCanBeRestoredAndTheNextBackupSucceeds(boolean afterTheEffect) throws IOException {
        boolean finished = false;
        for (int calls = 0; !finished; calls++) {
            Path place = Files.createDirectory(directory.resolve(calls + "-" + afterTheEffect));
            List<Storage> regions = regions(place);
            Lifetime life = new Lifetime(calls, afterTheEffect);
            try {
                Backups.take(cluster, regions.stream().map(life::storage).toList());
            } catch (Lifetime.Died | LifeboatException e) {
                assertThat(life.isOver()).as("call %d: %s", calls, e).isTrue();
            }
            finished = !life.isOver();

            for (Storage region : regions(place)) {
                assertEverythingListedIsWhole(region);
            }
            backUpAgain(regions(place));
            for (Storage region : regions(place)) {
                assertThat(listed(region)).contains(NEXT);
                assertEverythingListedIsWhole(region);
            }
        }
    }

    private void backUpAgain(List<Storage> regions) {
        BackupBeginning again = cluster.beginning(NEXT, ChecksumAlgorithm.CRC32C);
        try (BackupWriter writer = BackupWriter.begin(again, regions, Backups.SMALL_PARTS, Backups.CLOCK)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);
            sealed.commit(sealed.regions());
        }
    }

    private static void assertEverythingListedIsWhole(Storage region) {
        BackupCatalogue catalogue = new ClusterRepository(region, SyntheticCluster.KEYS).backups();
        assertThat(catalogue.damaged()).isEmpty();
        for (BackupId backup : listed(region)) {
            BackupReader.open(List.of(region), SyntheticCluster.KEYS, backup)
                    .verify(ReaderSettings.defaults(), ReadProgress.IGNORED);
        }
    }

    private static List<BackupId> listed(Storage region) {
        return new ClusterRepository(region, SyntheticCluster.KEYS)
                .backups().complete().stream().map(BackupMarker::backup).toList();
    }

    /** Every put that returned is there, whole, whenever the process died; and nothing is in the way of the next one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acknowledgedWalIsThere(boolean afterTheEffect) throws IOException {
        boolean finished = false;
        for (int calls = 0; !finished; calls++) {
            Path place = Files.createDirectory(directory.resolve("wal-" + calls + "-" + afterTheEffect));
            Lifetime life = new Lifetime(calls, afterTheEffect);
            Map<WalSegment, byte[]> acknowledged = new TreeMap<>();
            try {
                putWal(life.storage(regions(place).getFirst()), acknowledged);
            } catch (Lifetime.Died e) {
                assertThat(life.isOver()).isTrue();
            }
            finished = !life.isOver();

            assertFetched(regions(place).getFirst(), acknowledged, place);
            putWal(regions(place).getFirst(), acknowledged);
            assertFetched(regions(place).getFirst(), acknowledged, place);
        }
    }

    private static void putWal(Storage region, Map<WalSegment, byte[]> acknowledged) {
        WalWriter writer = new WalWriter(region, SyntheticCluster.KEYS);
        WalSegment segment = WalSegment.containing(1, Lsn.parse("0/3000000"), SEGMENT_BYTES);
        for (int number = 0; number < 4; number++) {
            byte[] wal = SyntheticCluster.content(new Random(number), SEGMENT_BYTES);
            int middle = SEGMENT_BYTES / 2;
            writer.put(WalObject.slice(segment, segment.start(), ByteBuffer.wrap(wal, 0, middle)));
            byte[] known = new byte[SEGMENT_BYTES];
            System.arraycopy(wal, 0, known, 0, middle);
            acknowledged.putIfAbsent(segment, known);
            writer.put(WalObject.segment(segment, ByteBuffer.wrap(wal)));
            acknowledged.put(segment, wal);
            segment = segment.next();
        }
    }

    /** More than what was acknowledged may be there, never less and never anything else. */
    private static void assertFetched(Storage region, Map<WalSegment, byte[]> acknowledged, Path place)
            throws IOException {
        WalReader reader = new WalReader(List.of(region), SyntheticCluster.KEYS, SEGMENT_BYTES);
        for (Map.Entry<WalSegment, byte[]> each : acknowledged.entrySet()) {
            Path file = place.resolve(each.getKey().name());
            assertThat(reader.fetch(each.getKey().name(), file)).isInstanceOf(WalFetch.Fetched.class);
            byte[] there = Files.readAllBytes(file);
            int half = SEGMENT_BYTES / 2;
            assertThat(java.util.Arrays.equals(there, 0, half, each.getValue(), 0, half))
                    .isTrue();
            boolean whole = each.getValue()[SEGMENT_BYTES - 4] != 0 || each.getValue()[half + 4] != 0;
            if (whole) {
                assertThat(there).isEqualTo(each.getValue());
            }
            Files.delete(file);
        }
    }

    /** A restore that dies leaves no database behind that would start. Correctness line 21. */
    @Test
    void aRestoreThatDiesLeavesNoControlFile() throws IOException {
        Path place = Files.createDirectory(directory.resolve("restore"));
        Backups.take(cluster, regions(place));
        boolean finished = false;
        for (int calls = 0; !finished; calls++) {
            Lifetime life = new Lifetime(calls, false);
            Path target = place.resolve("target-" + calls);
            List<Storage> regions = regions(place).stream().map(life::storage).toList();
            List<Throwable> death = new ArrayList<>();
            try {
                BackupReader.open(regions, SyntheticCluster.KEYS, SyntheticCluster.BACKUP)
                        .restore(RestoreTarget.of(target), ReaderSettings.defaults(), ReadProgress.IGNORED);
            } catch (Lifetime.Died | LifeboatException e) {
                death.add(e);
            }
            finished = !life.isOver();
            assertThat(Files.exists(target.resolve("global/pg_control")))
                    .as("call %d", calls)
                    .isEqualTo(death.isEmpty());
        }
    }

    private static List<Storage> regions(Path place) {
        return REGIONS.stream()
                .<Storage>map(name -> FileStorage.initialize(place.resolve(name), new RegionName(name), Backups.CLOCK))
                .toList();
    }
}
