package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.incremental.IncrementalName;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;
import org.theorder.lifeboat.repository.manifest.ManifestReader;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.IncrementalFiles;
import org.theorder.lifeboat.repository.testing.SyntheticChain;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Trees;

/**
 * Correctness line 9, Correctness line 22: chains of random backups, restored in place, are what the simplest model says, one
 * incremental after another.
 */
class ChainTest {
    @TempDir
    Path directory;

    private Storage region;
    private Path target;
    private Path tablespace;

    @BeforeEach
    void region() {
        region = FileStorage.initialize(directory.resolve("primary"), new RegionName("primary"), Backups.CLOCK);
        target = directory.resolve("restored/data");
        tablespace = directory.resolve("restored/16400");
    }

    private BackupReader open(BackupId backup) {
        return BackupReader.open(List.of(region), SyntheticCluster.KEYS, backup);
    }

    private ReadBackup restore(BackupId backup, int workers) {
        return restore(backup, new ReaderSettings(workers));
    }

    private ReadBackup restore(BackupId backup, ReaderSettings settings) {
        return open(backup)
                .restore(new RestoreTarget(target, Map.of("16400", tablespace)), settings, ReadProgress.IGNORED);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "2, 2, 2",
        "3, 3, 3",
        "4, 5, 4",
        "5, 8, 2",
        "6, 13, 1",
        "7, 24, 2",
        "8, 24, 8",
        "9, 6, 3",
        "10, 1, 4"
    })
    void aChainIsWhatTheModelSays(long seed, int increments, int workers) throws IOException {
        assertIsWhatTheModelSays(seed, increments, new ReaderSettings(workers));
    }

    /** Without memory for the incrementals, their blocks are written before those of the full backup. */
    @ParameterizedTest
    @CsvSource({"11, 1, 1", "12, 3, 3", "13, 24, 2", "14, 24, 8", "15, 6, 4"})
    void soIsAChainWithoutMemoryForIt(long seed, int increments, int workers) throws IOException {
        assertIsWhatTheModelSays(seed, increments, new ReaderSettings(workers, 0));
    }

    /** Room for one frame of each backup and thread, and hardly more parts than there are backups. */
    @ParameterizedTest
    @CsvSource({"16, 1, 1", "17, 3, 1", "18, 24, 2", "19, 6, 2"})
    void soIsAChainThatHardlyFitsIntoMemory(long seed, int increments, int workers) throws IOException {
        long part = 2L * Backups.SMALL_PARTS.partBytes();
        long ofThread = part + (2 + increments) * 1024L * 1024;
        assertIsWhatTheModelSays(
                seed, increments, new ReaderSettings(workers, (increments * 3 / 2 + 4) * part + workers * ofThread));
    }

    /** Every file is in every backup of a chain, so a long chain of many files must not bring its names each time. */
    @Test
    void whatIsTheSameInAllBackupsOfAChainIsKeptOnce() {
        SyntheticChain chain = new SyntheticChain(20, 12);
        for (int number = 0; number < 5; number++) {
            chain.live();
        }
        chain.take(List.of(region));

        List<ExpectedFile> files = new ChainOpener(
                        List.of(region), SyntheticCluster.KEYS, chain.newest().id())
                .open().stream().flatMap(contents -> contents.files().stream()).toList();

        assertEachIsKeptOnce(
                files.stream().map(file -> file.indexed().archive()).toList());
        assertEachIsKeptOnce(files.stream().map(file -> file.indexed().path()).toList());
        assertEachIsKeptOnce(
                files.stream().map(file -> file.indexed().modifiedAt()).toList());
        assertEachIsKeptOnce(files.stream().map(ExpectedFile::manifest).toList());
    }

    private static void assertEachIsKeptOnce(Collection<?> values) {
        Set<Object> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(values);
        assertThat(kept).hasSameSizeAs(Set.copyOf(values)).hasSizeLessThan(values.size());
    }

    @Test
    void theRoomOfAChainIsEstimatedByTheLargestSourceOfEachFile() {
        byte[] page = new byte[IncrementalFiles.BLOCK];
        byte[] longer = IncrementalFiles.of(3, new TreeMap<>(Map.of(1, page, 2, page)));
        SyntheticCluster full = new SyntheticCluster()
                .file("base/5/1", Arrays.copyOf(page, 5 * page.length))
                .file("base/5/2", page)
                .file("base/5/3", page)
                .file("16400", "PG_18_202506291/5/4", page);
        SyntheticCluster incremental = full.next()
                .file("base/5/INCREMENTAL.1", IncrementalFiles.of(5, new TreeMap<>()))
                .file("base/5/INCREMENTAL.2", longer)
                .file("base/5/3", Arrays.copyOf(page, 2 * page.length))
                .file("16400", "PG_18_202506291/5/INCREMENTAL.4", IncrementalFiles.of(1, new TreeMap<>()));
        Backups.take(full, List.of(region));
        Backups.take(incremental, List.of(region));

        Map<String, Long> estimated = open(incremental.id()).estimatedBytesByArchive();
        long others = incremental.files().get("base").entrySet().stream()
                .filter(file -> !file.getKey().startsWith("base/5/"))
                .mapToLong(file -> file.getValue().length)
                .sum();

        assertThat(estimated)
                .containsOnly(Map.entry("base", others + 7L * page.length + longer.length), Map.entry("16400", (long)
                        page.length));
    }

    private void assertIsWhatTheModelSays(long seed, int increments, ReaderSettings settings) throws IOException {
        SyntheticChain chain = new SyntheticChain(seed, 12);
        for (int number = 0; number < increments; number++) {
            chain.live();
        }
        chain.take(List.of(region));

        ReadBackup read = restore(chain.newest().id(), settings);

        assertHolds(chain);
        assertThat(read.files())
                .isEqualTo(
                        chain.restored("base").size() + chain.restored("16400").size());
        int takenOut = chain.newest().files().get("base").get("backup_label").length
                - chain.restored("base").get("backup_label").length;
        assertThat(read.bytes()).isEqualTo(bytes(chain.restored("base")) + bytes(chain.restored("16400")) + takenOut);
        assertThat(open(chain.newest().id()).chain().stream().map(BackupMarker::backup))
                .containsExactlyElementsOf(
                        chain.backups().stream().map(SyntheticCluster::id).toList());
    }

    private static long bytes(Map<String, byte[]> files) {
        return files.values().stream().mapToLong(content -> content.length).sum();
    }

    /** Line 24 belongs to the service; here: the label is a full backup's, and the new manifest is exact. */
    private void assertHolds(SyntheticChain chain) throws IOException {
        Map<String, byte[]> expected = chain.restored("base");
        Path manifest = target.resolve("backup_manifest");
        Map<String, ManifestFile> listed = new TreeMap<>();
        try (InputStream in = Files.newInputStream(manifest)) {
            ManifestSummary summary = ManifestReader.read(in, file -> listed.put(file.path(), file));
            assertThat(summary.systemIdentifier()).isEqualTo(SyntheticCluster.KEYS.systemIdentifier());
            assertThat(summary.walRanges()).hasSize(1);
        }
        for (ManifestFile file : listed.values()) {
            byte[] content = Files.readAllBytes(target.resolve(file.path()));
            FileChecksum checksum = file.algorithm().start();
            checksum.update(ByteBuffer.wrap(content));
            assertThat((long) content.length).as(file.path()).isEqualTo(file.size());
            assertThat(checksum.finish()).as(file.path()).isEqualTo(file.checksum());
        }
        assertThat(listed).hasSize(expected.size() + chain.restored("16400").size());
        expected.put("backup_manifest", Files.readAllBytes(manifest));
        Trees.assertHolds(target, expected);
        Trees.assertHolds(tablespace, chain.restored("16400"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest, LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rw-------");
    }

    /** Everything in between stays restorable, each to its own state. */
    @Test
    void anyBackupOfAChainCanBeRestored() throws IOException {
        SyntheticChain chain = new SyntheticChain(42, 6);
        Backups.take(chain.newest(), List.of(region));
        Map<BackupId, Map<String, byte[]>> states =
                new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        for (int number = 0; number < 5; number++) {
            chain.live();
            Backups.take(chain.newest(), List.of(region));
            states.put(chain.newest().id(), chain.restored("base"));
        }
        for (Map.Entry<BackupId, Map<String, byte[]>> state : states.entrySet()) {
            target = directory.resolve(state.getKey().value()).resolve("data");
            tablespace = target.resolveSibling("16400");
            restore(state.getKey(), 2);
            state.getValue().put("backup_manifest", Files.readAllBytes(target.resolve("backup_manifest")));
            Trees.assertHolds(target, state.getValue());
        }
    }

    /** Correctness line 9: what was cut away stays away, also when only an older incremental knows of the cut. */
    @Test
    void droppedRowsDoNotComeBack() throws IOException {
        byte[] old = new byte[20 * 8192];
        Arrays.fill(old, (byte) 'o');
        SyntheticCluster full = new SyntheticCluster().file("base/5/16384", old);
        TreeMap<Integer, byte[]> none = new TreeMap<>();
        SyntheticCluster cut = full.next().file("base/5/INCREMENTAL.16384", IncrementalFiles.of(5, none));
        TreeMap<Integer, byte[]> last = new TreeMap<>(Map.of(19, new byte[8192]));
        SyntheticCluster grown = cut.next().file("base/5/INCREMENTAL.16384", IncrementalFiles.of(20, last));
        List.of(full, cut, grown).forEach(backup -> Backups.take(backup, List.of(region)));

        restore(grown.id(), 2);

        byte[] expected = new byte[20 * 8192];
        Arrays.fill(expected, 0, 5 * 8192, (byte) 'o');
        assertThat(target.resolve("base/5/16384")).hasBinaryContent(expected);
    }

    /**
     * Correctness line 9: cut to 5 blocks and made longer again by a bulk load, which leaves zeros behind that no WAL names;
     * the server then says that the file has 25 blocks, and only its WAL summaries know of the cut.
     */
    @ParameterizedTest
    @CsvSource({"base, base/5/16384, 1663/5/16384", "16400, PG_18_202506291/5/16384, 16400/5/16384"})
    void droppedRowsDoNotComeBackInBlocksThatNoWalNames(String archive, String path, String cutFile)
            throws IOException {
        byte[] old = new byte[50 * 8192];
        Arrays.fill(old, (byte) 'o');
        byte[] loaded = new byte[8192];
        Arrays.fill(loaded, (byte) 'n');
        TreeMap<Integer, byte[]> named = new TreeMap<>();
        for (int block = 5; block < 20; block++) {
            named.put(block, loaded);
        }
        SyntheticCluster full = new SyntheticCluster().file(archive, path, old);
        SyntheticCluster next = full.next().file(archive, IncrementalName.of(path), IncrementalFiles.of(25, named));
        SyntheticCluster after =
                next.next().file(archive, IncrementalName.of(path), IncrementalFiles.of(25, new TreeMap<>()));
        Backups.take(full, List.of(region));
        BackupMarker marker = Backups.take(
                        next, List.of(new Truncation(cutFile, 5), new Truncation("1663/5/99999", 7)), List.of(region))
                .marker();
        Backups.take(after, List.of(region));

        assertThat(marker.truncations())
                .as("of the files that it holds as incremental ones")
                .containsExactly(new Truncation(cutFile, 5));
        byte[] expected = new byte[25 * 8192];
        Arrays.fill(expected, 0, 5 * 8192, (byte) 'o');
        Arrays.fill(expected, 5 * 8192, 20 * 8192, (byte) 'n');
        for (SyntheticCluster each : List.of(next, after)) {
            target = directory.resolve(each.id().value()).resolve("data");
            tablespace = target.resolveSibling("16400");
            restore(each.id(), 2);
            assertThat((archive.equals("base") ? target : tablespace).resolve(path))
                    .hasBinaryContent(expected);
        }
    }

    /** Of a full copy with a torn last block only whole blocks count, as pg_combinebackup does it. */
    @Test
    void aTornBlockAtTheEndIsNotTaken() throws IOException {
        SyntheticCluster full = new SyntheticCluster()
                .file("base/5/16384", "x".repeat(8192 + 100).getBytes(StandardCharsets.US_ASCII));
        SyntheticCluster next = full.next().file("base/5/INCREMENTAL.16384", IncrementalFiles.of(3, new TreeMap<>()));
        List.of(full, next).forEach(backup -> Backups.take(backup, List.of(region)));

        restore(next.id(), 1);

        byte[] expected = new byte[3 * 8192];
        Arrays.fill(expected, 0, 8192, (byte) 'x');
        assertThat(target.resolve("base/5/16384")).hasBinaryContent(expected);
    }

    /** Correctness line 22: parts that hold nothing needed are not read. */
    @Test
    void whatIsNotNeededIsNotRead() {
        SyntheticCluster full = new SyntheticCluster()
                .file("base/5/1", SyntheticCluster.content(new Random(1), 100 * 8192))
                .file("base/5/2", SyntheticCluster.content(new Random(2), 100 * 8192));
        TreeMap<Integer, byte[]> allBlocks = new TreeMap<>();
        for (int block = 0; block < 100; block++) {
            allBlocks.put(block, new byte[8192]);
        }
        SyntheticCluster next = full.next()
                .file("base/5/1", new byte[8192])
                .file("base/5/INCREMENTAL.2", IncrementalFiles.of(100, allBlocks));
        Backups.take(full, List.of(region));
        Backups.take(next, List.of(region));
        try (var parts = region.list(SyntheticCluster.KEYS.parts(full.id()))) {
            assertThat(parts.count()).isGreaterThan(10);
        }
        AtomicLong done = new AtomicLong();
        AtomicLong total = new AtomicLong();

        long own = open(next.id()).marker().parts();

        ReadBackup read = open(next.id()).restore(RestoreTarget.of(target), new ReaderSettings(1, 0), (bytes, all) -> {
            done.accumulateAndGet(bytes, Math::max);
            total.set(all);
        });
        ReadBackup held = open(next.id())
                .restore(RestoreTarget.of(target.resolveSibling("held")), new ReaderSettings(1), ReadProgress.IGNORED);

        assertThat(read.partsByRegion()).containsExactly(Map.entry(region.region(), own));
        assertThat(done).hasValue(total.get());
        assertThat(held.partsByRegion().get(region.region()))
                .as("its own, once for the whole file and once for the blocks")
                .isBetween(own, 2 * own);
    }

    /** An incremental is verified on its own, without what it builds on. */
    @Test
    void verifyingReadsTheBackupsOwnObjects() {
        SyntheticChain chain = new SyntheticChain(5, 4).live().live();
        chain.take(List.of(region));
        BackupReader reader = open(chain.newest().id());

        ReadBackup read = reader.verify(ReaderSettings.defaults(), ReadProgress.IGNORED);

        assertThat(read.bytes()).isEqualTo(reader.marker().sizeBytes());
        assertThat(read.partsByRegion())
                .containsExactly(Map.entry(region.region(), reader.marker().parts()));
    }
}
