package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.WalCoverage.Gap;

/** WAL put into regions, read back, and measured; with segments of 1 MiB. Correctness line 13, Correctness line 15. */
class WalRegionTest {
    private static final int BYTES = 1 << 20;
    private static final WalFetch ABSENT = new WalFetch.Absent();

    @TempDir
    Path directory;

    private FaultyStorage primary;
    private FaultyStorage dr;
    private Path target;

    @BeforeEach
    void regions() {
        primary = region("primary");
        dr = region("dr");
        target = directory.resolve("RECOVERYXLOG");
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private static WalSegment segment(int number) {
        return new WalSegment(1, number, BYTES);
    }

    /** The WAL of a cluster is the same bytes wherever it is asked for. */
    private static byte[] wal(WalSegment segment) {
        return SyntheticCluster.content(new Random(segment.number()), BYTES);
    }

    private static void put(Storage region, WalSegment segment) {
        writer(region).put(WalObject.segment(segment, ByteBuffer.wrap(wal(segment))));
    }

    private static void slice(Storage region, WalSegment segment, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(to - from)
                .put(wal(segment), from, to - from)
                .flip();
        writer(region).put(WalObject.slice(segment, segment.start().plus(from), bytes));
    }

    private static WalWriter writer(Storage region) {
        return new WalWriter(region, SyntheticCluster.KEYS);
    }

    private static WalReader reader(Storage... regions) {
        return new WalReader(List.of(regions), SyntheticCluster.KEYS, BYTES);
    }

    private WalFetch fetch(WalSegment segment, Storage... regions) {
        return reader(regions).fetch(segment.name(), target);
    }

    private void assertFetched(WalSegment segment, int validBytes) throws IOException {
        assertThat(Files.readAllBytes(target)).isEqualTo(Arrays.copyOf(Arrays.copyOf(wal(segment), validBytes), BYTES));
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".lifeboat"));
    }

    @Test
    void aFullSegmentComesBack() throws IOException {
        put(primary, segment(3));

        assertThat(fetch(segment(3), primary)).isEqualTo(new WalFetch.Fetched(primary.region(), true));
        assertFetched(segment(3), BYTES);
    }

    @Test
    void theSameWalAgainIsFineHoweverItWasCompressed() throws IOException {
        byte[] otherwise = Zstd.compress(wal(segment(3)), 9);
        primary.create(SyntheticCluster.KEYS.segment(segment(3).name()), Content.of(otherwise));

        put(primary, segment(3));
        put(primary, segment(3));

        fetch(segment(3), primary);
        assertFetched(segment(3), BYTES);
    }

    @Test
    void otherWalUnderTheSameNameIsAConflict() {
        put(primary, segment(3));
        byte[] other = wal(segment(3));
        other[BYTES - 1] ^= 1;

        assertFails(
                ErrorCode.OBJECT_CONFLICT,
                () -> writer(primary).put(WalObject.segment(segment(3), ByteBuffer.wrap(other))));
        assertFails(ErrorCode.OBJECT_CONFLICT, () -> {
            writer(primary).put(WalObject.history(2, history("1\t0/1000\tx\n")));
            writer(primary).put(WalObject.history(2, history("1\t0/2000\tx\n")));
        });
    }

    private static byte[] history(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void onlyWhatFitsIsAccepted() {
        assertFails(ErrorCode.REQUEST_INVALID, () -> WalObject.segment(segment(3), ByteBuffer.allocate(BYTES - 1)));
        assertFails(
                ErrorCode.REQUEST_INVALID,
                () -> WalObject.slice(segment(3), segment(3).start().plus(10), ByteBuffer.allocate(BYTES)));
        assertFails(
                ErrorCode.REQUEST_INVALID,
                () -> WalObject.slice(segment(3), segment(2).start(), ByteBuffer.allocate(10)));
        assertFails(
                ErrorCode.REQUEST_INVALID,
                () -> WalObject.slice(segment(3), segment(3).start(), ByteBuffer.allocate(0)));
        assertFails(ErrorCode.CORRUPT, () -> WalObject.history(2, history("nonsense")));
    }

    @Test
    void slicesAreAssembledAndPadded() throws IOException {
        slice(primary, segment(3), 0, 1000);
        slice(primary, segment(3), 1000, 200_000);
        slice(primary, segment(3), 150_000, 300_000); // another writer cut otherwise
        slice(primary, segment(3), 300_001, 400_000); // behind a hole

        assertThat(fetch(segment(3), primary)).isEqualTo(new WalFetch.Fetched(primary.region(), false));
        assertFetched(segment(3), 300_000);
    }

    @Test
    void slicesThatReachTheEndAreAFullSegment() throws IOException {
        slice(primary, segment(3), 0, 500_000);
        slice(primary, segment(3), 500_000, BYTES);
        dr.unreachable();

        assertThat(fetch(segment(3), dr, primary)).isEqualTo(new WalFetch.Fetched(primary.region(), true));
        assertFetched(segment(3), BYTES);
    }

    @Test
    void slicesThatDoNotBeginAtTheStartAreNothing() {
        slice(primary, segment(3), 1, 1000);

        assertThat(fetch(segment(3), primary)).isEqualTo(ABSENT);
        assertThat(target).doesNotExist();
    }

    @Test
    void aFullSegmentElsewhereIsBetterThanSlices() throws IOException {
        slice(primary, segment(3), 0, 1000);
        put(dr, segment(3));

        assertThat(fetch(segment(3), primary, dr)).isEqualTo(new WalFetch.Fetched(dr.region(), true));
        assertFetched(segment(3), BYTES);
    }

    @Test
    void theLongestRunOfSlicesIsTaken() throws IOException {
        slice(primary, segment(3), 0, 1000);
        slice(dr, segment(3), 0, 2000);

        assertThat(fetch(segment(3), primary, dr)).isEqualTo(new WalFetch.Fetched(dr.region(), false));
        assertFetched(segment(3), 2000);
    }

    @Test
    void damageIsReadAroundIfAnotherRegionIsWhole() throws IOException {
        put(primary, segment(3));
        put(dr, segment(3));
        primary.flipsBits(key -> true);

        assertThat(fetch(segment(3), primary, dr)).isEqualTo(new WalFetch.Fetched(dr.region(), true));
        assertFetched(segment(3), BYTES);
    }

    @Test
    void damageIsNotAbsence() {
        put(primary, segment(3));
        slice(dr, segment(3), 0, 1000);
        primary.flipsBits(key -> true);

        assertFails(ErrorCode.CORRUPT, () -> fetch(segment(3), primary, dr));
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".lifeboat"));
    }

    @Test
    void aBrokenConnectionIsNotAbsence() {
        put(primary, segment(3));
        primary.breaksOff(key -> true);

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> fetch(segment(3), primary, dr));
    }

    @Test
    void aRegionThatIsDownIsNeverTheEndOfTheWal() {
        slice(primary, segment(3), 0, 1000);
        dr.unreachable();

        assertFails(ErrorCode.STORE_UNREACHABLE, () -> fetch(segment(3), primary, dr));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> fetch(segment(4), primary, dr));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> reader(primary, dr).fetch("00000002.history", target));
        assertFails(ErrorCode.STORE_UNREACHABLE, () -> reader(primary, dr).history(2));
        assertThat(fetch(segment(4), primary)).isEqualTo(ABSENT);
    }

    @Test
    void aSegmentOfAnotherLengthIsDamage() {
        primary.create(
                SyntheticCluster.KEYS.segment(segment(3).name()), Content.of(Zstd.compress(new byte[BYTES - 1])));
        primary.create(
                SyntheticCluster.KEYS.segment(segment(4).name()), Content.of(Zstd.compress(new byte[BYTES + 1])));
        primary.create(SyntheticCluster.KEYS.segment(segment(5).name()), Content.of("not zstd"));

        assertFails(ErrorCode.CORRUPT, () -> fetch(segment(3), primary));
        assertFails(ErrorCode.CORRUPT, () -> fetch(segment(4), primary));
        assertFails(ErrorCode.CORRUPT, () -> fetch(segment(5), primary));
        assertThat(target).doesNotExist();
    }

    @Test
    void historiesComeBackAndOtherFilesAreAbsent() {
        byte[] second = history("1\t0/300000\tno recovery target specified\n");
        writer(dr).put(WalObject.history(2, second));

        assertThat(reader(primary, dr).fetch("00000002.history", target))
                .isEqualTo(new WalFetch.Fetched(dr.region(), true));
        assertThat(target).hasBinaryContent(second);
        assertThat(reader(primary, dr).history(2))
                .get()
                .satisfies(history -> assertThat(history.ancestors())
                        .singleElement()
                        .satisfies(ancestor -> assertThat(ancestor.switchedAt()).isEqualTo(Lsn.parse("0/300000"))));
        assertThat(reader(primary, dr).history(3)).isEmpty();
        for (String name : List.of(
                "00000003.history",
                segment(3).name(),
                segment(3).name() + ".partial",
                segment(3).name() + ".00000028.backup",
                "anything")) {
            assertThat(reader(primary, dr).fetch(name, target)).as(name).isEqualTo(ABSENT);
        }
    }

    @Test
    void coverageEndsAtTheFirstGap() {
        put(primary, segment(2));
        put(primary, segment(3));
        slice(primary, segment(4), 0, 1000);
        slice(primary, segment(4), 1000, 1500);
        slice(primary, segment(4), 1600, 1700);

        assertThat(reader(primary).coverage(1, segment(2).start().plus(40)))
                .isEqualTo(new WalCoverage(
                        1, segment(2).start(), segment(4).start().plus(1500), List.of()));
        assertThat(reader(primary)
                        .coverage(1, segment(2).start())
                        .reaches(segment(4).start().plus(1500)))
                .isTrue();
        assertThat(reader(primary).coverage(1, segment(4).start().plus(1)).durable())
                .isEqualTo(segment(4).start().plus(1500));
    }

    @Test
    void gapsAreNamed() {
        put(primary, segment(2));
        put(primary, segment(4));
        slice(primary, segment(5), 0, 1000);
        put(primary, segment(7));
        slice(primary, segment(7), 0, 1000); // left over beside the full segment
        slice(primary, segment(9), 500, 1000); // not from the start: nothing

        assertThat(reader(primary).coverage(1, segment(2).start()))
                .isEqualTo(new WalCoverage(
                        1,
                        segment(2).start(),
                        segment(2).end(),
                        List.of(
                                new Gap(segment(2).end(), segment(4).start()),
                                new Gap(
                                        segment(5).start().plus(1000),
                                        segment(7).start()))));
        assertThat(reader(primary).coverage(1, segment(1).start()))
                .satisfies(coverage ->
                        assertThat(coverage.durable()).isEqualTo(segment(1).start()))
                .satisfies(coverage -> assertThat(coverage.gaps()).hasSize(3));
    }

    @Test
    void withoutWalNothingIsCovered() {
        assertThat(reader(primary).coverage(1, segment(2).start()))
                .isEqualTo(new WalCoverage(1, segment(2).start(), segment(2).start(), List.of()));
        assertThat(reader(primary).newestDurable(1)).isEmpty();
        assertThat(reader(primary).timelines()).isEmpty();
    }

    @Test
    void streamingContinuesBehindTheNewestWal() {
        put(primary, segment(2));
        assertThat(reader(primary).newestDurable(1)).contains(segment(2).end());

        slice(primary, segment(3), 0, 1000);
        assertThat(reader(primary).newestDurable(1)).contains(segment(3).start().plus(1000));

        put(primary, segment(3));
        assertThat(reader(primary).newestDurable(1)).contains(segment(3).end());
    }

    @Test
    void timelinesAreFoundWhateverIsInThem() {
        put(primary, segment(2));
        slice(primary, new WalSegment(3, 5, BYTES), 0, 10);
        writer(primary).put(WalObject.history(2, history("1\t0/300000\tx\n")));
        writer(primary).put(WalObject.history(3, history("1\t0/300000\tx\n2\t0/400000\tx\n")));
        writer(primary).put(WalObject.history(16, history("1\t0/300000\tx\n")));

        assertThat(reader(primary).timelines()).containsExactly(1, 2, 3, 16);
    }

    @Test
    void slicesGoOnlyWhenTheSegmentIsThere() {
        slice(primary, segment(3), 0, 1000);
        slice(primary, segment(3), 1000, 2000);
        assertThat(writer(primary).removeSlices(segment(3))).isZero();

        put(primary, segment(3));
        assertThat(writer(primary).removeSlices(segment(3))).isEqualTo(2);

        assertThat(primary.list(SyntheticCluster.KEYS.slices(segment(3).name())).toList())
                .isEmpty();
        assertThat(primary.folders(SyntheticCluster.KEYS.timeline(1)).toList()).isEmpty();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code));
    }
}
