package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Trees;

class BackupReaderTest {
    @TempDir
    Path directory;

    private final SyntheticCluster cluster = SyntheticCluster.typical(1);
    private FaultyStorage primary;
    private FaultyStorage dr;
    private Path target;

    @BeforeEach
    void backup() {
        primary = region("primary");
        dr = region("dr");
        target = directory.resolve("restored/data");
        Backups.take(cluster, List.of(primary, dr));
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private static String part(int number) {
        return SyntheticCluster.KEYS.part(SyntheticCluster.BACKUP, "base-%06d.tar.zst".formatted(number));
    }

    private BackupReader open(Storage... regions) {
        return BackupReader.open(List.of(regions), SyntheticCluster.KEYS, SyntheticCluster.BACKUP);
    }

    private ReadBackup restore(Storage... regions) {
        return open(regions).restore(RestoreTarget.of(target), ReaderSettings.defaults(), ReadProgress.IGNORED);
    }

    private void assertRestored() throws IOException {
        Trees.assertHolds(target, cluster.files().get("base"));
    }

    /** Whatever happened, PostgreSQL would not start from it. */
    private void assertNoDatabase() {
        assertThat(target.resolve("global/pg_control")).doesNotExist();
    }

    @Test
    void aPartThatIsMissingComesFromTheOtherRegion() throws IOException {
        primary.delete(part(2));

        ReadBackup read = restore(primary, dr);

        assertRestored();
        assertThat(read.partsByRegion()).containsEntry(dr.region(), 1L);
        assertThat(read.troubles()).singleElement().asString().contains("base-000002.tar.zst is not in region primary");
    }

    @Test
    void aPartThatIsDamagedComesFromTheOtherRegion() throws IOException {
        primary.flipsBits(part(1)::equals);

        ReadBackup read = restore(primary, dr);

        assertRestored();
        assertThat(read.partsByRegion()).containsEntry(dr.region(), 1L);
        assertThat(read.troubles())
                .singleElement()
                .asString()
                .contains("base-000001.tar.zst in region primary is damaged");
    }

    @Test
    void aPartThatBreaksOffComesFromTheOtherRegion() throws IOException {
        primary.breaksOff(key -> key.contains("/parts/"));

        assertThat(restore(primary, dr).partsByRegion()).containsOnlyKeys(dr.region());
        assertRestored();
    }

    @Test
    void aRegionThatIsDownIsNotNeeded() throws IOException {
        primary.unreachable();

        assertThat(restore(primary, dr).partsByRegion()).containsOnlyKeys(dr.region());
        assertRestored();
    }

    @Test
    void damagedDocumentsComeFromTheOtherRegion() throws IOException {
        primary.flipsBits(key -> !key.contains("/parts/"));

        assertThat(restore(primary, dr).partsByRegion()).containsOnlyKeys(primary.region());
        assertRestored();
    }

    @Test
    void whatNoRegionHasWholeIsNotRestored() {
        primary.flipsBits(part(3)::equals);
        dr.flipsBits(part(3)::equals);

        assertFails(ErrorCode.CORRUPT, () -> restore(primary, dr));
        assertNoDatabase();
    }

    @Test
    void nothingIsTouchedWhenAPartIsMissingEverywhere() {
        primary.delete(part(3));
        dr.delete(part(3));

        assertFails(ErrorCode.CORRUPT, () -> restore(primary, dr));
        assertThat(target).doesNotExist();
    }

    @Test
    void missingBehindARegionThatIsDownIsNotDamage() {
        dr.delete(part(3));
        BackupReader reader = open(primary, dr);
        primary.unreachable();

        assertFails(
                ErrorCode.STORE_UNREACHABLE,
                () -> reader.restore(RestoreTarget.of(target), ReaderSettings.defaults(), ReadProgress.IGNORED));
        assertThat(target).doesNotExist();
    }

    @Test
    void absentIsSaidOnlyIfEveryRegionSaysSo() {
        BackupId other = new BackupId("20261122T030000123Z-full");
        assertFails(ErrorCode.NOT_FOUND, () -> BackupReader.open(List.of(primary, dr), SyntheticCluster.KEYS, other));

        dr.unreachable();
        assertFails(
                ErrorCode.STORE_UNREACHABLE,
                () -> BackupReader.open(List.of(primary, dr), SyntheticCluster.KEYS, other));
    }

    @Test
    void aTargetThatIsNotEmptyIsLeftAlone() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("postmaster.pid"), "1");

        assertFails(ErrorCode.TARGET_OCCUPIED, () -> restore(primary));

        Trees.assertHolds(target, Map.of("postmaster.pid", "1".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileInThePlaceOfTheTargetIsLeftAlone() throws IOException {
        Files.createDirectories(directory.resolve("restored"));
        Files.writeString(target, "precious");

        assertFails(ErrorCode.TARGET_OCCUPIED, () -> restore(primary));
        assertThat(target).hasContent("precious");
    }

    @Test
    void anEmptyTargetIsTaken() throws IOException {
        Files.createDirectories(target);

        restore(primary);

        assertRestored();
    }

    @Test
    void progressEndsAtTheWhole() {
        AtomicLong highest = new AtomicLong();
        AtomicLong total = new AtomicLong();

        ReadBackup read = open(primary).restore(RestoreTarget.of(target), ReaderSettings.defaults(), (done, all) -> {
            highest.accumulateAndGet(done, Math::max);
            total.set(all);
        });

        assertThat(highest).hasValue(read.bytes());
        assertThat(total).hasValue(read.bytes());
        assertThat(read.bytes()).isEqualTo(open(primary).marker().sizeBytes());
    }

    @Test
    void aRestoreMayBeInterruptedAndThenNobodyWritesAnyMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<ReadBackup> restoring = new FutureTask<>(() -> open(primary)
                .restore(RestoreTarget.of(target), new ReaderSettings(1), (done, all) -> {
                    begun.countDown();
                    awaitQuietly(interrupted, done);
                }));
        Thread thread = Thread.ofPlatform().start(restoring);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();
        interrupted.countDown();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> restoring.get(30, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT));
        assertNoDatabase();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().startsWith("read-"));
    }

    private static void awaitQuietly(CountDownLatch latch, long done) {
        try {
            if (done > 0) {
                latch.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void verifyingReadsTheFirstRegionOnly() {
        ReadBackup read = open(primary, dr).verify(ReaderSettings.defaults(), ReadProgress.IGNORED);
        assertThat(read.partsByRegion()).containsOnlyKeys(primary.region());
        assertThat(read.files()).isEqualTo(cluster.files().get("base").size());

        primary.flipsBits(part(3)::equals);
        assertFails(ErrorCode.CORRUPT, () -> open(primary, dr).verify(ReaderSettings.defaults(), ReadProgress.IGNORED));

        primary.recover().delete(SyntheticCluster.KEYS.index(SyntheticCluster.BACKUP));
        assertFails(
                ErrorCode.NOT_FOUND, () -> open(primary, dr).verify(ReaderSettings.defaults(), ReadProgress.IGNORED));
    }

    @Test
    void aNameThatCannotBeWrittenIsRestoredUnderItsBytes() throws IOException {
        SyntheticCluster odd = new SyntheticCluster()
                .file("dir with blanks/tab\tand ümläut", new byte[] {1})
                .file("\0" + "6c6174696ee4", new byte[] {2});
        FaultyStorage other = region("other");
        Backups.take(odd, List.of(other));

        ReadBackup read = restore(other);

        assertThat(read.troubles()).singleElement().asString().endsWith("restored as lifeboat-encoded-6c6174696ee4");
        Map<String, byte[]> expected = odd.files().get("base");
        expected.put("lifeboat-encoded-6c6174696ee4", expected.remove("\0" + "6c6174696ee4"));
        Trees.assertHolds(target, expected);
    }

    @Test
    void tablespacesGoWhereTheyAreMapped() throws IOException {
        SyntheticCluster spaces = new SyntheticCluster()
                .file("tablespace_map", "16400 /srv/tablespaces/16400\n".getBytes(StandardCharsets.US_ASCII))
                .file("16400", "PG_18_202506291/5/20000", SyntheticCluster.content(new Random(1), 200_000))
                .link("pg_tblspc/16400", "/srv/tablespaces/16400");
        FaultyStorage other = region("other");
        Backups.take(spaces, List.of(other));
        Path mapped = directory.resolve("restored/back\\slash");

        open(other)
                .restore(
                        new RestoreTarget(target, Map.of("16400", mapped)),
                        ReaderSettings.defaults(),
                        ReadProgress.IGNORED);

        Trees.assertHolds(mapped, spaces.files().get("16400"));
        assertThat(Files.readSymbolicLink(target.resolve("pg_tblspc/16400"))).isEqualTo(mapped);
        assertThat(target.resolve("tablespace_map"))
                .hasContent("16400 " + directory.resolve("restored") + "/back\\\\slash\n");
    }

    @Test
    void tablespacesInPlaceStayInPlace() throws IOException {
        SyntheticCluster spaces = new SyntheticCluster()
                .file("pg_tblspc/16400/placeholder", new byte[1])
                .file("16400", "PG_18_202506291/5/20000", SyntheticCluster.content(new Random(1), 200_000))
                .inPlace("16400");
        FaultyStorage other = region("other");
        Backups.take(spaces, List.of(other));

        restore(other);

        assertThat(target.resolve("pg_tblspc/16400"))
                .isDirectory()
                .satisfies(path -> assertThat(Files.isSymbolicLink(path)).isFalse());
        assertThat(target.resolve("pg_tblspc/16400/PG_18_202506291/5/20000")).hasSize(200_000);
    }

    @Test
    void tablespacesMayNotShareADirectoryOrLieInAnOccupiedOne() throws IOException {
        SyntheticCluster spaces = new SyntheticCluster()
                .file("16400", "PG_18_202506291/5/20000", new byte[1])
                .file("16401", "PG_18_202506291/5/20001", new byte[1]);
        FaultyStorage other = region("other");
        Backups.take(spaces, List.of(other));
        Path one = directory.resolve("restored/one");
        Path occupied = Files.createDirectories(directory.resolve("restored/occupied/below"))
                .resolveSibling(".");

        for (Map<String, Path> tablespaces : List.of(
                Map.of("16400", one, "16401", one),
                Map.of("16400", one, "16401", target),
                Map.of("16400", one, "16401", one.resolve("in")))) {
            assertFails(
                    ErrorCode.REQUEST_INVALID,
                    () -> open(other)
                            .restore(
                                    new RestoreTarget(target, tablespaces),
                                    ReaderSettings.defaults(),
                                    ReadProgress.IGNORED));
        }
        assertFails(
                ErrorCode.TARGET_OCCUPIED,
                () -> open(other)
                        .restore(
                                new RestoreTarget(target, Map.of("16400", one, "16401", occupied)),
                                ReaderSettings.defaults(),
                                ReadProgress.IGNORED));
        assertThat(target).doesNotExist();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
