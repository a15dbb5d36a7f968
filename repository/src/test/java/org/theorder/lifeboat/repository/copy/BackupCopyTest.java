package org.theorder.lifeboat.repository.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.records.Tombstone;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 17: a region that missed a backup gets it from another one, checked, and complete or not at all. */
class BackupCopyTest {
    private static final String PARTS = SyntheticCluster.KEYS.parts(SyntheticCluster.BACKUP);

    @TempDir
    Path directory;

    private FaultyStorage primary;
    private FaultyStorage dr;

    @BeforeEach
    void backupInOneRegion() {
        primary = region("primary");
        dr = region("dr");
        Backups.take(SyntheticCluster.typical(11), List.of(primary));
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private CopyOutcome copy() {
        return new BackupCopy(primary, dr, SyntheticCluster.KEYS, "copy-dr-test", new CopyPace(0), Backups.CLOCK)
                .copy(SyntheticCluster.BACKUP, marker -> true);
    }

    private static Map<String, Integer> contents(Storage region) {
        Map<String, Integer> contents = new TreeMap<>();
        try (Stream<StoredObject> objects = region.list(SyntheticCluster.KEYS.backup(SyntheticCluster.BACKUP))) {
            objects.forEach(object -> {
                try (InputStream in = region.open(object.key())) {
                    contents.put(object.key(), Arrays.hashCode(in.readAllBytes()));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        return contents;
    }

    private void assertNothingListed() {
        assertThat(new ClusterRepository(dr, SyntheticCluster.KEYS).backups().complete())
                .isEmpty();
    }

    @Test
    void theCopyIsTheSameBytesUnderTheSameNames() {
        assertThat(copy()).isInstanceOfSatisfying(CopyOutcome.Copied.class, copied -> {
            assertThat(copied.objects()).isEqualTo(contents(primary).size());
            assertThat(copied.bytes()).isPositive();
        });

        assertThat(contents(dr)).isEqualTo(contents(primary)).isNotEmpty();
        assertThat(new ClusterRepository(dr, SyntheticCluster.KEYS).backups().complete())
                .hasSize(1);
        assertThat(new ClusterRepository(primary, SyntheticCluster.KEYS)
                        .records()
                        .leases())
                .isEmpty();
    }

    @Test
    void aCopyThatWasBrokenOffGoesOnWhereItWas() {
        AtomicInteger puts = new AtomicInteger();
        dr.failsToCreate(key -> puts.incrementAndGet() == 3);
        assertThatExceptionOfType(LifeboatException.class).isThrownBy(this::copy);
        assertNothingListed();

        assertThat(copy())
                .isInstanceOfSatisfying(
                        CopyOutcome.Copied.class,
                        copied -> assertThat(copied.objects())
                                .isEqualTo(contents(primary).size() - 2));
        assertThat(contents(dr)).isEqualTo(contents(primary));
    }

    @Test
    void damageDoesNotSpread() {
        primary.flipsBits(key -> key.startsWith(PARTS) && key.endsWith("000001.tar.zst"));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(this::copy)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                .withMessageContaining("000001.tar.zst in region primary");
        assertNothingListed();
        assertThat(contents(dr).keySet()).noneMatch(key -> key.endsWith("000001.tar.zst"));
    }

    @Test
    void theMarkerWaitsForTheWal() {
        CopyOutcome outcome = new BackupCopy(
                        primary, dr, SyntheticCluster.KEYS, "copy-dr-test", new CopyPace(0), Backups.CLOCK)
                .copy(SyntheticCluster.BACKUP, marker -> false);

        assertThat(outcome).isInstanceOf(CopyOutcome.NotYet.class);
        assertNothingListed();
    }

    @Test
    void whatIsGivenUpIsNotCopied() {
        new ClusterRepository(primary, SyntheticCluster.KEYS)
                .records()
                .bury(Tombstone.of(SyntheticCluster.BACKUP, "too old", "plan", Backups.CLOCK.instant()));

        assertThat(copy()).isInstanceOf(CopyOutcome.Unwanted.class);
        assertThat(contents(dr)).isEmpty();
    }

    @Test
    void otherBytesInTheWayAreAConflictAndStay() {
        String key = contents(primary).keySet().stream()
                .filter(each -> each.startsWith(PARTS))
                .findFirst()
                .orElseThrow();
        dr.create(key, Content.of("something else"));

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(this::copy)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CONFLICT));
        assertNothingListed();
    }
}
