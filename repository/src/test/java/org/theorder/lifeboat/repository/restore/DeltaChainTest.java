package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.IncrementalFiles;
import org.theorder.lifeboat.repository.testing.SyntheticChain;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Trees;

/** Correctness line 23: a chain that is restored over what is there leaves what is as it should be. */
class DeltaChainTest {
    private static final String UNTOUCHED = "base/5/1";
    private static final String CHANGED = "base/5/2";
    private static final int BLOCK = IncrementalFiles.BLOCK;

    @TempDir
    Path directory;

    private final Random random = new Random(23);
    private Storage region;
    private Path target;

    @BeforeEach
    void region() {
        region = FileStorage.initialize(directory.resolve("primary"), new RegionName("primary"), Backups.CLOCK);
        target = directory.resolve("restored/data");
    }

    private ReadBackup restore(SyntheticCluster backup, boolean over) {
        RestoreTarget place = new RestoreTarget(target, Map.of("16400", target.resolveSibling("16400")), over);
        return BackupReader.open(List.of(region), SyntheticCluster.KEYS, backup.id())
                .restore(place, new ReaderSettings(2), ReadProgress.IGNORED);
    }

    private void take(SyntheticCluster... backups) {
        for (SyntheticCluster backup : backups) {
            Backups.take(backup, List.of(region));
        }
    }

    private Object lastTouched(String path) throws IOException {
        return Files.getAttribute(target.resolve(path), "unix:ctime");
    }

    private static byte[] stub(int blocks) {
        return IncrementalFiles.of(blocks, new TreeMap<>());
    }

    @Test
    void fileThatNoIncrementalBringsAnythingForStays() throws IOException {
        SyntheticCluster full = new SyntheticCluster()
                .file(UNTOUCHED, SyntheticCluster.content(random, 3 * BLOCK))
                .file(CHANGED, SyntheticCluster.content(random, 3 * BLOCK));
        SyntheticCluster next = full.next()
                .file("base/5/INCREMENTAL.1", stub(3))
                .file("base/5/INCREMENTAL.2", IncrementalFiles.of(3, new TreeMap<>(Map.of(1, new byte[BLOCK]))));
        SyntheticCluster newest =
                next.next().file("base/5/INCREMENTAL.1", stub(3)).file("base/5/INCREMENTAL.2", stub(3));
        take(full, next, newest);
        restore(newest, false);
        Object untouched = lastTouched(UNTOUCHED);
        Object changed = lastTouched(CHANGED);
        byte[] manifest = Files.readAllBytes(target.resolve("backup_manifest"));

        restore(newest, true);

        assertThat(lastTouched(UNTOUCHED)).isEqualTo(untouched);
        assertThat(lastTouched(CHANGED)).isNotEqualTo(changed);
        assertThat(target.resolve("backup_manifest")).hasBinaryContent(manifest);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverIsThereItIsWhatTheModelSays(long seed) throws IOException {
        SyntheticChain chain = new SyntheticChain(seed, 12);
        for (int number = 0; number < 3; number++) {
            chain.live();
        }
        chain.take(List.of(region));
        restore(chain.newest(), false);
        for (String path : chain.restored("base").keySet()) {
            damage(target.resolve(path));
        }

        restore(chain.newest(), true);

        Map<String, byte[]> expected = chain.restored("base");
        expected.put("backup_manifest", Files.readAllBytes(target.resolve("backup_manifest")));
        Trees.assertHolds(target, expected);
        Trees.assertHolds(target.resolveSibling("16400"), chain.restored("16400"));
    }

    /** Half of the files get other bytes, another length, or go. */
    private void damage(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        switch (random.nextInt(6)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, Arrays.copyOf(content, content.length + BLOCK));
            case 2 -> {
                if (content.length > 0) {
                    content[random.nextInt(content.length)] ^= 1;
                    Files.write(file, content);
                }
            }
            default -> {}
        }
    }

    /** The old file lies there, and the incremental one says nothing but its length; the cut is in the marker. */
    @Test
    void fileThatWasCutAndGrewAgainIsNotTakenForUnchanged() throws IOException {
        byte[] old = SyntheticCluster.content(random, 25 * BLOCK);
        SyntheticCluster full = new SyntheticCluster().file(UNTOUCHED, old);
        SyntheticCluster next = full.next().file("base/5/INCREMENTAL.1", stub(25));
        take(full);
        Backups.take(next, List.of(new Truncation("1663/5/1", 5)), List.of(region));
        restore(next, false);
        Files.write(target.resolve(UNTOUCHED), old);

        restore(next, true);

        byte[] expected = Arrays.copyOf(Arrays.copyOf(old, 5 * BLOCK), 25 * BLOCK);
        assertThat(target.resolve(UNTOUCHED)).hasBinaryContent(expected);
    }

    @Test
    void fileThatIsShorterNowIsNotTakenForUnchanged() throws IOException {
        byte[] old = SyntheticCluster.content(random, 25 * BLOCK);
        SyntheticCluster full = new SyntheticCluster().file(UNTOUCHED, old);
        SyntheticCluster next = full.next().file("base/5/INCREMENTAL.1", stub(5));
        take(full, next);
        restore(next, false);
        Files.write(target.resolve(UNTOUCHED), old);

        restore(next, true);

        assertThat(target.resolve(UNTOUCHED)).hasBinaryContent(Arrays.copyOf(old, 5 * BLOCK));
    }
}
