package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.testing.Damage;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.ObjectKind;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;

/** One object of each kind, damaged: healed by the other region, or no database at all. */
class EveryObjectIT {
    @TempDir
    Path folder;

    private Path repository;
    private Path directory;
    private Restorer restorer;

    static Stream<Arguments> kindsAndDamages() {
        return Stream.of(ObjectKind.values())
                .filter(ObjectKind::isNeededByARestore)
                .flatMap(kind -> Stream.of(Damage.values()).map(damage -> Arguments.of(kind, damage)));
    }

    @BeforeEach
    void copyRepository() throws IOException {
        repository = LostShop.get().copyOfRepository(Files.createDirectory(folder.resolve("repository")));
        directory = Files.createDirectory(folder.resolve("restores")).resolve("shop");
        restorer = TestRestorer.of(repository, folder.resolve("restores"));
    }

    private Path newest(RegionName region, ObjectKind kind) throws IOException {
        return kind.newest(repository.resolve(region.value()));
    }

    private void assertIsWhole(RestoreOutcome.Restored restored) {
        assertThat(restored.recoveredTo()).isEqualTo(LostShop.get().end());
        assertThat(restored.checks())
                .anySatisfy(check -> assertThat(check.detail()).startsWith("250 at 20"));
    }

    @ParameterizedTest
    @MethodSource("kindsAndDamages")
    void damageInEveryRegionLeavesNoDatabase(ObjectKind kind, Damage damage) throws Exception {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            damage.to(newest(region, kind));
        }

        RestoreOutcome outcome = Restores.run(restorer, Restores.request(new RecoveryTarget.Latest(), directory));

        assertThat(outcome).isNotInstanceOf(RestoreOutcome.Restored.class);
        assertThat(directory.resolve("PG_VERSION")).doesNotExist();
        assertThat(directory.resolve("global/pg_control")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void damageInOneRegionIsHealedByTheOther(Damage damage) throws Exception {
        for (ObjectKind kind : List.of(
                ObjectKind.MARKER,
                ObjectKind.INDEX,
                ObjectKind.MANIFEST,
                ObjectKind.PART,
                ObjectKind.SEGMENT,
                ObjectKind.SLICE)) {
            damage.to(newest(TestRepository.PRIMARY, kind));
        }
        damage.to(newest(TestRepository.DR, ObjectKind.REGISTRATION));

        assertIsWhole(Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), directory)));
    }

    @ParameterizedTest
    @EnumSource
    void regionThatDoesNotSayItsNameAnyMoreIsDoneWithout(Damage damage) throws Exception {
        damage.to(newest(TestRepository.PRIMARY, ObjectKind.REGION));

        RestoreOutcome.Restored restored =
                Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), directory));

        assertIsWhole(restored);
        assertThat(restored.region()).isEqualTo(TestRepository.DR);
        assertThat(restored.notes()).anyMatch(note -> note.startsWith("region primary"));
    }

    /** It says whether WAL is what was put; the WAL's own checksums say the same to a restore, which must not fail for want of it. */
    @Test
    void sealThatIsDamagedEverywhereDoesNotStopARestore() throws Exception {
        for (RegionName region : List.of(TestRepository.PRIMARY, TestRepository.DR)) {
            Damage.FLIPPED.to(newest(region, ObjectKind.SEAL));
        }

        assertIsWhole(Restores.passes(restorer, Restores.request(new RecoveryTarget.Latest(), directory)));
    }

    @Test
    void regionThatFailsInTheMiddleIsReplacedPartByPart() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Restorer failing = new Restorer(
                restorer.settings(),
                new PointChooser(
                        TestRestorer.regions(repository, place -> failingAfterOnePart(place.open(), opened)),
                        Identities.none(),
                        Duration.ofSeconds(1)),
                restorer.installations(),
                Clock.systemUTC());

        RestoreOutcome.Restored restored =
                Restores.passes(failing, Restores.request(new RecoveryTarget.Latest(), directory));

        assertIsWhole(restored);
        assertThat(opened).hasValueGreaterThan(1);
        assertThat(restored.notes()).anyMatch(note -> note.contains("region primary does not answer for"));
    }

    private static Storage failingAfterOnePart(Storage storage, AtomicInteger opened) {
        return storage.region().equals(TestRepository.PRIMARY)
                ? new FaultyStorage(
                        storage,
                        key -> key.endsWith(".tar.zst") ? opened.getAndIncrement() > 0 : isWal(key) && opened.get() > 0)
                : storage;
    }

    private static boolean isWal(String key) {
        return key.contains("/wal/") && key.endsWith(".zst");
    }
}
