package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** A repository that is damaged, incomplete or away: another region helps, or the restore ends cleanly, never half good. */
class DamageIT {
    private static final List<RegionName> BOTH = List.of(TestRepository.PRIMARY, TestRepository.DR);
    private static final String PART = ".tar.zst";

    @TempDir
    Path folder;

    private Path repository;
    private Path directory;
    private Restorer restorer;

    @BeforeEach
    void copyRepository() throws IOException {
        repository = LostShop.get().copyOfRepository(Files.createDirectory(folder.resolve("repository")));
        directory = Files.createDirectory(folder.resolve("restores")).resolve("shop");
        restorer = TestRestorer.of(repository, folder.resolve("restores"));
    }

    private Path objects(RegionName region) {
        return repository.resolve(region.value());
    }

    /** The last but one file of a kind: neither the first thing that is read nor the end of the WAL. */
    private Path inTheMiddle(RegionName region, Predicate<String> kind) throws IOException {
        try (var files = Files.walk(objects(region))) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> kind.test(file.toString()))
                    .sorted()
                    .toList();
            return found.get(Math.max(0, found.size() - 2));
        }
    }

    /** Behind the end of the backup; what follows it is in slices. */
    private Path lastFullSegment(RegionName region) throws IOException {
        try (var files = Files.walk(objects(region))) {
            return files.filter(file -> isSegment(file.toString()))
                    .sorted()
                    .toList()
                    .getLast();
        }
    }

    private static boolean isPart(String path) {
        return path.endsWith(PART);
    }

    private static boolean isSegment(String path) {
        return path.matches(".*/wal/0000000\\d/[0-9A-F]{24}\\.zst");
    }

    private RestoreOutcome.Restored passes() throws InterruptedException {
        return Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), directory));
    }

    private void assertNoDatabase() {
        assertThat(directory.resolve("PG_VERSION")).doesNotExist();
        assertThat(directory.resolve("global/pg_control")).doesNotExist();
    }

    @Test
    void flippedBitInAPartIsHealedByTheOtherRegion() throws Exception {
        TestRepository.flipBit(inTheMiddle(TestRepository.PRIMARY, DamageIT::isPart));

        RestoreOutcome.Restored restored = passes();

        assertThat(restored.notes()).anyMatch(note -> note.contains("primary"));
        assertThat(restored.recoveredTo()).isEqualTo(LostShop.get().end());
    }

    @Test
    void flippedBitInAPartOfAllRegionsFailsAndLeavesNothing() throws Exception {
        for (RegionName region : BOTH) {
            TestRepository.flipBit(inTheMiddle(region, DamageIT::isPart));
        }

        RestoreOutcome.Failed failed =
                Restores.fails(restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.CORRUPT);

        assertThat(failed.message()).contains("is removed");
        assertNoDatabase();
    }

    @Test
    void flippedBitInTheWalIsHealedByTheOtherRegion() throws Exception {
        TestRepository.flipBit(inTheMiddle(TestRepository.PRIMARY, DamageIT::isSegment));

        assertThat(passes().recoveredTo()).isEqualTo(LostShop.get().end());
    }

    @Test
    void flippedBitInTheWalOfAllRegionsStopsRecoveryInsteadOfEndingIt() throws Exception {
        for (RegionName region : BOTH) {
            TestRepository.flipBit(inTheMiddle(region, DamageIT::isSegment));
        }

        RestoreOutcome.Failed failed =
                Restores.fails(restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.CORRUPT);

        assertThat(failed.message()).contains("cannot be read from any region").contains("marked as unusable");
        assertNoDatabase();
        assertThat(Files.readString(directory.resolve("UNUSABLE"))).contains("its restore failed");
    }

    @Test
    void missingPartIsTakenFromTheOtherRegion() throws Exception {
        Files.delete(inTheMiddle(TestRepository.PRIMARY, DamageIT::isPart));

        assertThat(passes().region()).isEqualTo(TestRepository.DR);
    }

    @Test
    void partThatNobodyHasIsNoticedBeforeAnythingIsWritten() throws Exception {
        for (RegionName region : BOTH) {
            Files.delete(inTheMiddle(region, DamageIT::isPart));
        }

        RestoreOutcome.Refused refused = Restores.isRefused(
                restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.TARGET_UNREACHABLE);

        assertThat(refused.message()).contains("of its parts are missing or have a wrong length");
        assertThat(directory).doesNotExist();
    }

    @Test
    void regionsThatEachLackSomethingElseAreEnoughTogether() throws Exception {
        try (var files = Files.walk(repository)) {
            List<Path> parts =
                    files.filter(file -> isPart(file.toString())).sorted().toList();
            Files.delete(parts.getFirst());
            Files.delete(parts.getLast());
        }

        assertThat(passes().recoveredTo()).isEqualTo(LostShop.get().end());
    }

    @Test
    void regionThatIsGoneIsDoneWithout() throws Exception {
        Files.move(objects(TestRepository.PRIMARY), folder.resolve("burnt"));

        RestoreOutcome.Restored restored = passes();

        assertThat(restored.region()).isEqualTo(TestRepository.DR);
        assertThat(restored.notes()).anyMatch(note -> note.startsWith("region primary"));
    }

    @Test
    void withoutAnyRegionNothingIsTouchedAndEachIsNamed() throws Exception {
        for (RegionName region : BOTH) {
            Files.move(objects(region), folder.resolve("burnt-" + region));
        }

        RestoreOutcome.Refused refused = Restores.isRefused(
                restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.STORE_UNREACHABLE);

        assertThat(refused.message()).contains("primary").contains("dr");
        assertThat(directory).doesNotExist();
    }

    @Test
    void regionThatWasAskedForIsTheOnlyOneThatIsRead() throws Exception {
        Files.move(objects(TestRepository.PRIMARY), folder.resolve("burnt"));

        Restores.isRefused(
                restorer,
                Restores.request(
                        new RecoveryTarget.Latest(), directory, null, TestRepository.PRIMARY, RestoreMode.LIVE),
                ErrorCode.STORE_UNREACHABLE);
        Restores.isRefused(
                restorer,
                Restores.request(
                        new RecoveryTarget.Latest(), directory, null, new RegionName("mars"), RestoreMode.LIVE),
                ErrorCode.REQUEST_INVALID);
    }

    @Test
    void gapInTheWalBeforeTheTargetIsRefusedWithWhatIsPossible() throws Exception {
        for (RegionName region : BOTH) {
            Files.delete(lastFullSegment(region));
        }

        RestoreOutcome.Refused refused = Restores.isRefused(
                restorer,
                Restores.request(new RecoveryTarget.AtLsn(LostShop.get().end()), directory),
                ErrorCode.TARGET_UNREACHABLE);

        assertThat(refused.message()).contains("its WAL on timeline 1 ends at");
    }

    @Test
    void regionThatLagsBehindIsCompletedByTheOther() throws Exception {
        try (var files = Files.walk(objects(TestRepository.PRIMARY))) {
            List<Path> slices = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/partial/"))
                    .sorted()
                    .toList();
            Files.delete(slices.getLast());
        }

        assertThat(passes().recoveredTo()).isEqualTo(LostShop.get().end());
    }

    @Test
    void gapInTheWalOfOneRegionIsClosedByTheOther() throws Exception {
        Files.delete(inTheMiddle(TestRepository.PRIMARY, DamageIT::isSegment));

        assertThat(passes().recoveredTo()).isEqualTo(LostShop.get().end());
    }

    @Test
    void latestEndsAtAGapAndSaysSo() throws Exception {
        for (RegionName region : BOTH) {
            Files.delete(lastFullSegment(region));
        }

        RestoreOutcome.Restored restored = passes();

        assertThat(restored.recoveredTo()).isLessThan(LostShop.get().end());
        assertThat(restored.notes()).anyMatch(note -> note.contains("is missing; what lies behind it cannot be used"));
    }

    /** A restorer whose regions do not answer for WAL segments while the condition holds. */
    private Restorer withWalAway(Predicate<String> away, Duration patience) {
        return new Restorer(
                restorer.settings(),
                new PointChooser(
                        TestRestorer.regions(repository, place -> new FaultyStorage(place.open(), away)),
                        Identities.none(),
                        patience),
                restorer.installations(),
                Clock.systemUTC());
    }

    @Test
    void storageErrorDuringReplayIsNotTheEndOfTheWal() throws Exception {
        AtomicBoolean chosen = new AtomicBoolean();
        String lastSegment = inTheMiddle(TestRepository.PRIMARY, DamageIT::isSegment)
                .getFileName()
                .toString();
        Restorer faulty = withWalAway(
                key -> {
                    // reads of parts mean that the choice is over
                    chosen.compareAndSet(false, isPart(key));
                    return chosen.get() && key.contains(lastSegment);
                },
                Duration.ofSeconds(1));

        RestoreOutcome.Failed failed = Restores.fails(
                faulty, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.STORE_UNREACHABLE);

        assertThat(failed.message()).contains("does not answer").contains("marked as unusable");
        assertNoDatabase();
    }

    @Test
    void storageThatStuttersCostsOnlyTime() throws Exception {
        AtomicInteger refusals = new AtomicInteger(6);
        AtomicBoolean chosen = new AtomicBoolean();
        Restorer faulty = withWalAway(
                key -> {
                    chosen.compareAndSet(false, isPart(key));
                    return chosen.get() && key.contains("/wal/") && refusals.getAndDecrement() > 0;
                },
                Duration.ofSeconds(20));

        RestoreOutcome.Restored restored =
                Restores.passes(faulty, Restores.request(new RecoveryTarget.Latest(), directory));

        assertThat(restored.recoveredTo()).isEqualTo(LostShop.get().end());
        assertThat(refusals).hasNonPositiveValue();
    }
}
