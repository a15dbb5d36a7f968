package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.test.RequiredServers;

/** What a restore does where there is too little room for it: before anything is written, and in the middle. */
class SpaceIT {
    private static final RecoveryTarget LATEST = new RecoveryTarget.Latest();
    private static LostShop shop;

    @TempDir
    Path folder;

    private Path directory;
    private Restorer restorer;

    @BeforeAll
    static void loseShop() {
        shop = LostShop.get();
    }

    @BeforeEach
    void prepare() {
        directory = folder.resolve("shop");
        restorer = TestRestorer.of(shop.repository(), folder);
    }

    @Test
    void missingSpaceIsNoticedBeforeAnythingIsWritten() throws Exception {
        Path mount = smallFileSystem("20m");
        try {
            RestoreOutcome.Refused refused =
                    Restores.isRefused(restorer, Restores.request(LATEST, mount.resolve("shop")), ErrorCode.NO_SPACE);
            assertThat(refused.message()).contains("MB are free");
            assertThat(mount).isEmptyDirectory();
        } finally {
            unmount(mount);
        }
    }

    @Test
    void diskOfATablespaceIsAskedForTheTablespaceAlone() throws Exception {
        // less than its table of two pages
        Path mount = smallFileSystem("8k");
        try {
            RestoreOutcome.Refused refused = Restores.isRefused(restorer, mapped(mount), ErrorCode.NO_SPACE);

            assertThat(refused.message()).contains("1 MB in " + mount.resolve("fast") + ", and 1 MB are free");
            assertThat(mount).isEmptyDirectory();
            assertThat(directory).doesNotExist();
        } finally {
            unmount(mount);
        }
        Path enough = smallFileSystem("1m");
        try {
            Restores.passes(restorer, mapped(enough));
        } finally {
            unmount(enough);
        }
    }

    private RestoreRequested mapped(Path mount) {
        return Restores.mapped(Restores.request(LATEST, directory), shop.tablespace(), mount.resolve("fast"));
    }

    @Test
    void spaceThatADrillLeavesToOthersIsNotThereForIt() throws Exception {
        Restorer modest = new Restorer(
                restorer.settings().forDrills(1L << 60, Duration.ZERO, false),
                restorer.chooser(),
                restorer.installations(),
                restorer.clock());

        Restores.isRefused(
                modest, Restores.request(LATEST, directory, null, null, RestoreMode.DRILL), ErrorCode.NO_SPACE);

        assertThat(directory).doesNotExist();
    }

    @Test
    void walThatIsFetchedAheadIsCountedIfThereIsSoMuch() {
        RestorePlan plan =
                restorer.chooser().choose(TestRepository.SHOP, LATEST, new TargetTimeline.Latest(), Optional.empty());
        RestorePlan longer = new RestorePlan(
                plan.region(),
                plan.backup(),
                plan.reader(),
                plan.wal(),
                plan.stop(),
                plan.start(),
                plan.start().plus(1L << 40),
                plan.expectedAt(),
                plan.timeline(),
                plan.storedAt(),
                plan.newerPassedOver(),
                plan.notes());

        assertThat(bytes(plan, 6)).isEqualTo(bytes(plan, 0));
        assertThat(bytes(longer, 6) - bytes(longer, 0))
                .isEqualTo(6L * plan.backup().walSegmentBytes());
    }

    private long bytes(RestorePlan plan, int ahead) {
        return new SpaceNeeded(plan, directory, Map.of(), ahead)
                .shares()
                .getFirst()
                .bytes();
    }

    /** Has as much space as is asked for, which something else takes at the first read of such a key, but for 4 MiB. */
    private RestoreOutcome.Failed failsForSpaceOn(Path mount, Predicate<String> takesTheSpace) throws Exception {
        Path filling = mount.resolve("filling");
        Restorer slow = new Restorer(
                restorer.settings(),
                new PointChooser(
                        TestRestorer.regions(
                                shop.repository(),
                                place -> new FaultyStorage(place.open(), key -> {
                                    if (takesTheSpace.test(key)) {
                                        fillUp(filling);
                                    }
                                    return false;
                                })),
                        Identities.none(),
                        Duration.ofSeconds(1)),
                restorer.installations(),
                restorer.clock());
        return Restores.fails(slow, Restores.request(LATEST, mount.resolve("shop")), ErrorCode.NO_SPACE);
    }

    private Path fileSystemOfJustEnough() throws IOException, InterruptedException {
        long wal = shop.end().minus(shop.backup().startLsn());
        return smallFileSystem((shop.backup().sizeBytes() + wal) / 1_000_000 + 8 + "m");
    }

    private static boolean isPart(String key) {
        return key.endsWith(".tar.zst");
    }

    @Test
    void spaceThatRunsOutOnTheWayLeavesNoDatabase() throws Exception {
        Path mount = fileSystemOfJustEnough();
        try {
            RestoreOutcome.Failed failed = failsForSpaceOn(mount, SpaceIT::isPart);

            assertThat(failed.message()).contains("is removed");
            assertThat(mount.resolve("shop")).doesNotExist();
        } finally {
            unmount(mount);
        }
    }

    private static Predicate<String> readOfWalAfterTheCopy() {
        AtomicBoolean copying = new AtomicBoolean();
        return key -> {
            copying.compareAndSet(false, isPart(key));
            return copying.get() && key.contains("/wal/");
        };
    }

    @Test
    void spaceThatRunsOutDuringReplayLeavesNoDatabase() throws Exception {
        Path mount = fileSystemOfJustEnough();
        try {
            RestoreOutcome.Failed failed = failsForSpaceOn(mount, readOfWalAfterTheCopy());

            assertThat(failed.message())
                    .contains("the disk or the quota is full")
                    .contains("marked as unusable");
            assertThat(mount.resolve("shop/UNUSABLE")).exists();
            assertThat(mount.resolve("shop/PG_VERSION")).doesNotExist();
            assertThat(mount.resolve("shop/global/pg_control")).doesNotExist();
        } finally {
            unmount(mount);
        }
    }

    @Test
    void whatCannotBeMarkedAsUnusableIsRemoved() throws Exception {
        Path mount = fileSystemOfJustEnough();
        Path inTheWay = mount.resolve("shop.lifeboat-restore.json.new/of the mark");
        Predicate<String> afterTheCopy = readOfWalAfterTheCopy();
        try {
            RestoreOutcome.Failed failed = failsForSpaceOn(mount, key -> afterTheCopy.test(key) && made(inTheWay));

            assertThat(failed.message()).contains("what had been written to").contains("is removed");
            assertThat(mount.resolve("shop")).doesNotExist();
            assertThat(mount.resolve("shop.lifeboat-restore.json")).doesNotExist();
        } finally {
            unmount(mount);
        }
    }

    private static boolean made(Path directory) {
        try {
            return Files.exists(Files.createDirectories(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves room for a few files. */
    private static synchronized void fillUp(Path file) {
        try {
            if (!Files.exists(file)) {
                long free = Files.getFileStore(file.resolveSibling(".")).getUsableSpace();
                Files.write(file, new byte[(int) Math.max(0, free - (4 << 20))]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param size as mount takes it, for example {@code 20m} */
    private Path smallFileSystem(String size) throws IOException, InterruptedException {
        Path mount = Files.createDirectories(folder.resolve("small"));
        RequiredServers.orSkip(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mount.toString()),
                "a file system that is full",
                "run the tests as root, which may mount a tmpfs");
        return mount;
    }

    private static void unmount(Path mount) throws IOException, InterruptedException {
        run("umount", mount.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
