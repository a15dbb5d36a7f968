package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupLabel;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.FaultyStorage;
import org.theorder.lifeboat.repository.testing.SyntheticChain;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Unchecked;

/**
 * Chains of which something is missing or damaged: told before anything is written where that can be seen, otherwise nothing
 * is left that PostgreSQL would start from. Correctness line 4, Correctness line 10, Correctness line 21.
 */
class ChainFaultTest {
    private static final ClusterKeys KEYS = SyntheticCluster.KEYS;

    @TempDir
    Path directory;

    private final SyntheticChain chain = new SyntheticChain(3, 12).live().live().live();
    private FaultyStorage primary;
    private FaultyStorage dr;
    private Path target;
    private BackupId full;
    private BackupId middle;
    private BackupId newest;

    @BeforeEach
    void backups() {
        primary = region("primary");
        dr = region("dr");
        target = directory.resolve("restored/data");
        chain.take(List.of(primary, dr));
        full = chain.backups().getFirst().id();
        middle = chain.backups().get(2).id();
        newest = chain.newest().id();
    }

    private FaultyStorage region(String name) {
        return new FaultyStorage(FileStorage.initialize(directory.resolve(name), new RegionName(name), Backups.CLOCK));
    }

    private BackupReader open(BackupId backup, Storage... regions) {
        return BackupReader.open(List.of(regions), KEYS, backup);
    }

    private ReadBackup restore(BackupId backup, Storage... regions) {
        return open(backup, regions)
                .restore(
                        new RestoreTarget(target, Map.of("16400", directory.resolve("restored/16400"))),
                        ReaderSettings.defaults(),
                        ReadProgress.IGNORED);
    }

    private String fails(ErrorCode code, BackupId backup, Storage... regions) {
        String[] told = new String[1];
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> restore(backup, regions))
                .satisfies(e -> assertThat(e.code()).as(e.explanation()).isEqualTo(code))
                .satisfies(e -> told[0] = e.explanation());
        assertThat(target.resolve("global/pg_control")).doesNotExist();
        return told[0];
    }

    private static String part(BackupId backup, int number) {
        return KEYS.part(backup, "base-%06d.tar.zst".formatted(number));
    }

    @Test
    void aMissingParentIsNamedWithWhatIsThereInstead() {
        primary.delete(KEYS.marker(middle));

        String told = fails(ErrorCode.CHAIN_BROKEN, newest, primary);

        assertThat(told)
                .startsWith("backup " + newest + " cannot be restored: it builds on " + middle + ", which is missing")
                .contains("the newest that does not need it is "
                        + chain.backups().get(1).id());
        assertThat(target).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup.json", "index.json.zst", "backup_manifest.zst"})
    void aFlippedBitInADocumentOfAParentIsFound(String document) {
        String key = KEYS.backup(middle) + document;
        primary.flipsBits(key::equals);

        String told = fails(ErrorCode.CHAIN_BROKEN, newest, primary);

        assertThat(told).contains(middle.value()).contains("which is damaged");
        assertThat(target).doesNotExist();
    }

    @Test
    void aFlippedBitInAPartOfAParentIsFound() {
        primary.flipsBits(key -> key.startsWith(KEYS.parts(full)));

        String told = fails(ErrorCode.CHAIN_BROKEN, newest, primary);

        assertThat(told).contains("builds on " + full + ", which is damaged").contains("there is no other backup");
    }

    @Test
    void aFlippedBitInItsOwnPartIsFound() {
        primary.flipsBits(part(newest, 0)::equals);

        assertThat(fails(ErrorCode.CORRUPT, newest, primary)).contains(part(newest, 0));
    }

    @Test
    void aMissingPartOfAParentIsFoundBeforeAnythingIsWritten() {
        primary.delete(part(full, 1));
        dr.delete(part(full, 1));

        assertThat(fails(ErrorCode.CHAIN_BROKEN, newest, primary, dr)).contains(full.value());
        assertThat(target).doesNotExist();
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> open(newest, primary, dr).requireParts())
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CHAIN_BROKEN));
    }

    /** Otherwise an older backup would be taken, as if this one were damaged. */
    @Test
    void tooSmallAHeapIsNoDamage() {
        Storage large = new ForwardingStorage(primary) {
            @Override
            public InputStream open(String key) {
                if (key.equals(KEYS.index(full))) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return super.open(key);
            }
        };

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> open(newest, large));
    }

    @Test
    void eachObjectComesFromTheRegionThatHasItWhole() throws IOException {
        primary.flipsBits(key -> key.contains("000001"));
        dr.flipsBits(key -> key.contains("000000"));

        ReadBackup read = restore(newest, primary, dr);

        assertThat(read.partsByRegion()).containsOnlyKeys(primary.region(), dr.region());
        assertThat(read.troubles()).isNotEmpty();
        assertRestored();
    }

    @Test
    void theSecondRegionTakesOverInTheMiddle() throws IOException {
        BackupReader reader = open(newest, primary, dr);
        AtomicBoolean struck = new AtomicBoolean();

        ReadBackup read = reader.restore(
                new RestoreTarget(target, Map.of("16400", directory.resolve("restored/16400"))),
                ReaderSettings.defaults(),
                (done, total) -> {
                    if (done > total / 3 && struck.compareAndSet(false, true)) {
                        primary.unreachable();
                    }
                });

        assertThat(read.partsByRegion()).containsOnlyKeys(primary.region(), dr.region());
        assertRestored();
    }

    private void assertRestored() throws IOException {
        for (Map.Entry<String, byte[]> file : chain.restored("base").entrySet()) {
            assertThat(target.resolve(file.getKey())).as(file.getKey()).hasBinaryContent(file.getValue());
        }
    }

    /** Correctness line 10: the child must have been taken from exactly this parent. */
    @Test
    void aChildOfAnotherParentIsRefused() {
        String key = KEYS.marker(middle);
        byte[] marker = bytes(primary, key);
        String other = Unchecked.document(marker).replaceFirst("(\"startLsn\" : \"0/)[0-9A-F]+", "$12000100");
        primary.delete(key);
        primary.create(key, Content.of(other.getBytes(StandardCharsets.UTF_8)));

        assertThat(fails(ErrorCode.CHAIN_BROKEN, newest, primary)).contains("was taken from a backup that began at");
        assertThat(target).doesNotExist();
    }

    private static byte[] bytes(Storage region, String key) {
        try (var in = region.open(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Correctness line 10: both lines leave the combined backup_label, all other bytes stay. */
    @Test
    void theCombinedLabelIsAFullBackups() {
        byte[] label = chain.newest().files().get("base").get("backup_label");

        byte[] combined = BackupLabel.combined(label);

        assertThat(BackupLabel.parse(label).incrementalFrom()).isNotNull();
        assertThat(BackupLabel.parse(combined).incrementalFrom()).isNull();
        assertThat(combined).isEqualTo(chain.restored("base").get("backup_label"));
    }

    @Test
    void aChainMayBeInterruptedAndThenNobodyWritesAnyMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<ReadBackup> restoring = new FutureTask<>(() -> open(newest, primary)
                .restore(
                        new RestoreTarget(target, Map.of("16400", directory.resolve("restored/16400"))),
                        ReaderSettings.defaults(),
                        (done, all) -> {
                            if (done > 0) {
                                begun.countDown();
                                awaitInterruption();
                            }
                        }));
        Thread thread = Thread.ofPlatform().start(restoring);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> restoring.get(30, TimeUnit.SECONDS));
        assertThat(target.resolve("global/pg_control")).doesNotExist();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(each -> each.getName().startsWith("read-" + newest));
    }

    private static void awaitInterruption() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
