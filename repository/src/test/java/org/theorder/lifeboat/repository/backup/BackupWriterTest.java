package org.theorder.lifeboat.repository.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

class BackupWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final SyntheticCluster cluster = SyntheticCluster.typical(1);
    private FaultyStorage primary;
    private FaultyStorage dr;

    @BeforeEach
    void regions() {
        primary = region("primary");
        dr = region("dr");
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private BackupWriter begin(WriterSettings settings) {
        return BackupWriter.begin(cluster.beginning(), List.of(primary, dr), settings, Backups.CLOCK);
    }

    private CommittedBackup take(WriterSettings settings) {
        try (BackupWriter writer = begin(settings)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);
            return sealed.commit(sealed.regions());
        }
    }

    private static boolean isListed(Storage region) {
        return !new ClusterRepository(region, SyntheticCluster.KEYS)
                .backups()
                .complete()
                .isEmpty();
    }

    @Test
    void aRegionThatFailsIsDroppedAndTheBackupGoesOn() {
        dr.failsToCreate(key -> key.endsWith("base-000003.tar.zst"));

        CommittedBackup committed = take(Backups.SMALL_PARTS);

        assertThat(committed.regions()).containsExactly(primary.region());
        assertThat(committed.missing()).singleElement().satisfies(missing -> {
            assertThat(missing.region()).isEqualTo(dr.region());
            assertThat(missing.reason().code()).isEqualTo(ErrorCode.STORE_UNREACHABLE);
        });
        assertThat(isListed(primary)).isTrue();
        assertThat(isListed(dr.recover())).isFalse();
    }

    @Test
    void withoutAnyRegionThereIsNoBackup() {
        primary.failsToCreate(key -> key.endsWith("base-000002.tar.zst"));
        dr.unreachable();

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> take(Backups.SMALL_PARTS));

        assertThat(isListed(primary)).isFalse();
        assertThat(isListed(dr.recover())).isFalse();
    }

    @Test
    void aRegionThatStallsIsDroppedAndItsBytesAreNotTouchedAnyMore() throws IOException {
        dr.stalls(key -> key.endsWith("base-000001.tar.zst"));

        CommittedBackup committed = take(Backups.SMALL_PARTS.withPutTimeout(Duration.ofMillis(300)));

        assertThat(committed.regions()).containsExactly(primary.region());
        assertThat(committed.missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.reason().explanation()).contains("was not taken within"));
        dr.recover();
        String key = SyntheticCluster.KEYS.part(SyntheticCluster.BACKUP, "base-000001.tar.zst");
        Awaitility.await().atMost(PATIENCE).until(() -> dr.find(key).isPresent());
        try (InputStream late = dr.open(key);
                InputStream timely = primary.open(key)) {
            assertThat(late.readAllBytes()).isEqualTo(timely.readAllBytes());
        }
    }

    @Test
    void aRegionThatLiesIsFoundOutBeforeTheCommit() {
        dr.lies(key -> key.endsWith("base-000002.tar.zst"));

        CommittedBackup committed = take(Backups.SMALL_PARTS);

        assertThat(committed.regions()).containsExactly(primary.region());
        assertThat(committed.missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.reason().code()).isEqualTo(ErrorCode.CORRUPT));
        assertThat(isListed(dr)).isFalse();
    }

    @Test
    void aRegionThatLiesAboutTheMarkerIsMissing() {
        dr.lies(key -> key.endsWith("backup.json"));

        assertThat(take(Backups.SMALL_PARTS).regions()).containsExactly(primary.region());
    }

    @Test
    void aMarkerOfWhichNobodyKnowsIsNeitherSuccessNorFailure() {
        primary.stalls(key -> key.endsWith("backup.json"));
        dr.stalls(key -> key.endsWith("backup.json"));

        assertFails(ErrorCode.RESULT_UNKNOWN, () -> take(Backups.SMALL_PARTS.withPutTimeout(Duration.ofMillis(500))));
        primary.recover();
        dr.recover();
        Awaitility.await().atMost(PATIENCE).until(() -> isListed(primary) && isListed(dr));
    }

    @Test
    void objectsOfAnotherAttemptAreNotOverwritten() {
        dr.create(SyntheticCluster.KEYS.part(SyntheticCluster.BACKUP, "base-000000.tar.zst"), Content.of("other"));

        CommittedBackup committed = take(Backups.SMALL_PARTS);

        assertThat(committed.missing())
                .singleElement()
                .satisfies(missing -> assertThat(missing.reason().code()).isEqualTo(ErrorCode.OBJECT_CONFLICT));
    }

    @Test
    void regionsAreCommittedOneByOneWithTheSameMarker() throws IOException {
        try (BackupWriter writer = begin(Backups.SMALL_PARTS)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);

            assertThat(sealed.commit(List.of(dr.region())).regions()).containsExactly(dr.region());
            assertThat(isListed(dr)).isTrue();
            assertThat(isListed(primary)).isFalse();
            assertThat(sealed.commit(List.of(primary.region())).regions()).containsExactly(primary.region());
            assertFails(ErrorCode.REQUEST_INVALID, () -> sealed.commit(List.of(new RegionName("elsewhere"))));
        }
        String key = SyntheticCluster.KEYS.marker(SyntheticCluster.BACKUP);
        try (InputStream one = dr.open(key);
                InputStream other = primary.open(key)) {
            assertThat(one.readAllBytes()).isEqualTo(other.readAllBytes());
        }
    }

    @Test
    void anAbortedBackupLeavesOnlyWhatNobodyRefersTo() {
        try (BackupWriter writer = begin(Backups.SMALL_PARTS)) {
            writer.beginArchive(Archive.base());
            Backups.inChunks(new Random(1), cluster.tar("base"), writer::write);
        }

        assertThat(isListed(primary)).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("compress-"));
    }

    @Test
    void partsAreCutAtHeadersAndPages() throws IOException {
        take(Backups.SMALL_PARTS);

        BackupIndex index;
        try (InputStream in = primary.open(SyntheticCluster.KEYS.index(SyntheticCluster.BACKUP))) {
            index = IndexJson.read(Zstd.decompress(in, 1 << 20));
        }
        assertThat(index.parts()).allSatisfy(part -> assertThat(part.tarBytes()).isBetween(1L, 80L * 1024));
        assertThat(index.files().stream().flatMap(file -> file.segments().stream()))
                .allSatisfy(segment -> assertThat(segment.fileOffset() % 8192).isZero())
                .anySatisfy(segment -> assertThat(segment.fileOffset()).isPositive());
    }

    @Test
    void memoryIsBoundedWhileARegionIsSlow() throws Exception {
        dr.stalls(key -> key.contains("/parts/"));
        WriterSettings settings = Backups.SMALL_PARTS.withPartBytes(1 << 20);
        byte[] incompressible = new byte[64 << 20];
        new Random(1).nextBytes(incompressible);
        cluster.file("base/5/20000", incompressible);
        try (BackupWriter writer = begin(settings)) {
            FutureTask<SealedBackup> streaming =
                    new FutureTask<>(() -> Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C));
            Thread thread = Thread.ofPlatform().start(streaming);

            Awaitility.await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);
            long received = writer.progress().receivedBytes();
            assertThat(received).isLessThan(settings.largestMemory() + (1 << 20));
            dr.recover();

            SealedBackup sealed = streaming.get(60, TimeUnit.SECONDS);
            assertThat(sealed.regions()).containsExactly(primary.region(), dr.region());
        }
    }

    @Test
    void aStreamThatWaitsMayBeInterrupted() throws Exception {
        dr.stalls(key -> key.contains("/parts/"));
        byte[] incompressible = new byte[32 << 20];
        new Random(1).nextBytes(incompressible);
        cluster.file("base/5/20000", incompressible);
        try (BackupWriter writer = begin(Backups.SMALL_PARTS)) {
            FutureTask<SealedBackup> streaming =
                    new FutureTask<>(() -> Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C));
            Thread thread = Thread.ofPlatform().start(streaming);
            Awaitility.await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);

            thread.interrupt();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> streaming.get(30, TimeUnit.SECONDS))
                    .havingCause()
                    .isInstanceOfSatisfying(
                            LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
        } finally {
            dr.recover();
        }
    }

    @Test
    void progressIsVisible() {
        try (BackupWriter writer = begin(Backups.SMALL_PARTS)) {
            SealedBackup sealed = Backups.stream(cluster, writer, ChecksumAlgorithm.CRC32C);

            WriterProgress progress = writer.progress();
            assertThat(progress.receivedBytes()).isEqualTo(cluster.tar("base").length);
            assertThat(progress.durableBytes()).isEqualTo(progress.receivedBytes());
            assertThat(progress.storedBytes()).isEqualTo(sealed.storedBytes());
            assertThat(progress.files()).isEqualTo(sealed.files());
        }
    }

    @Test
    void dataWithoutArchiveIsABrokenProtocol() {
        try (BackupWriter writer = begin(Backups.SMALL_PARTS)) {
            assertFails(ErrorCode.PROTOCOL_BROKEN, () -> writer.write(ByteBuffer.allocate(512)));
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        WriterSettings settings = WriterSettings.defaults();
        assertFails(ErrorCode.CONFIGURATION_INVALID, () -> settings.withLevel(13));
        assertFails(ErrorCode.CONFIGURATION_INVALID, () -> settings.withWorkers(0));
        assertFails(ErrorCode.CONFIGURATION_INVALID, () -> settings.withPartBytes(1000));
        assertFails(ErrorCode.CONFIGURATION_INVALID, () -> settings.withPutTimeout(Duration.ZERO));
        assertFails(
                ErrorCode.CONFIGURATION_INVALID,
                () -> BackupWriter.begin(cluster.beginning(), List.of(dr, dr), settings, Backups.CLOCK));
        assertFails(
                ErrorCode.CONFIGURATION_INVALID,
                () -> BackupWriter.begin(cluster.beginning(), List.of(), settings, Backups.CLOCK));
        assertThat(settings.largestMemory()).isLessThanOrEqualTo(96L << 20);
    }

    @Test
    void nothingOfTheRegionsIsLeftUnderOtherNames() {
        take(Backups.SMALL_PARTS);

        try (Stream<StoredObject> all = primary.list("")) {
            assertThat(all.map(StoredObject::key))
                    .allMatch(key -> key.equals("lifeboat.json")
                            || key.startsWith(SyntheticCluster.KEYS.backup(SyntheticCluster.BACKUP)));
        }
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
