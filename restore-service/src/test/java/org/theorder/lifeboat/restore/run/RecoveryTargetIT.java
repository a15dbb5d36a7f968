package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.FreePorts;

/** Each kind of target, from a real backup of a real server that was killed. */
class RecoveryTargetIT {
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

    private RestoreOutcome.Restored restored(RecoveryTarget target) throws InterruptedException {
        return Restores.passes(restorer, Restores.request(target, directory));
    }

    private static String detail(RestoreOutcome.Restored restored, String check) {
        return restored.checks().stream()
                .filter(each -> each.name().equals(check))
                .map(Check::detail)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void latestHasEveryOrderThatWasDurable() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.Latest());

        assertThat(restored.region()).isEqualTo(TestRepository.PRIMARY);
        assertThat(restored.backup()).isEqualTo(shop.backup().backup());
        assertThat(restored.recoveredTo()).isEqualTo(shop.end());
        assertThat(restored.timeline()).isEqualTo(2);
        assertThat(restored.lastCommitAt()).isBetween(shop.beforeDrop(), shop.lost());
        assertThat(restored.restoredBytes()).isEqualTo(shop.backup().sizeBytes());
        assertThat(restored.walBytes()).isEqualTo(shop.end().minus(shop.backup().startLsn()));
        assertThat(restored.checks()).allMatch(Check::passed);
        assertThat(detail(restored, "recovery-target")).startsWith("replayed all WAL, to " + shop.end());
        assertThat(detail(restored, "newest-order")).startsWith("250 at 20");
        assertThat(detail(restored, "products")).isEqualTo("5000, expected 5000");
        assertThat(detail(restored, "page-checksums")).endsWith(" 0 bad");
        assertThat(detail(restored, "row-counts")).contains("public.orders 250").contains("public.far_away 400");
        assertThat(detail(restored, "amcheck")).contains("tables are sound");
        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value("select string_agg(number::text, ',' order by number) from orders"))
                    .isEqualTo(numbers(250));
            assertThat(opened.value("select count(*) from far_away")).isEqualTo("400");
            assertThat(opened.value("select to_regclass('precious') is null")).isEqualTo("t");
        }
    }

    private static String numbers(int to) {
        return String.join(
                ",", IntStream.rangeClosed(1, to).mapToObj(Integer::toString).toList());
    }

    @Test
    void restoredCopyIsCutLooseFromItsSource() throws Exception {
        restored(new RecoveryTarget.Latest());

        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value("show archive_mode")).isEqualTo("off");
            assertThat(opened.value("show primary_conninfo")).isEmpty();
            assertThat(opened.value("show synchronous_standby_names")).isEmpty();
            assertThat(opened.value("show restore_command")).isEmpty();
            assertThat(opened.value("show data_directory")).isEqualTo(directory.toString());
            assertThat(opened.values("select slot_name from pg_replication_slots"))
                    .isEmpty();
            assertThat(opened.value(
                            "select pg_tablespace_location(oid) from pg_tablespace where spcname = 'elsewhere'"))
                    .startsWith(directory + ".tablespaces/");
        }
        assertThat(Files.readString(directory.resolve("lifeboat-restore.json"))).contains("VERIFIED");
        assertThat(directory.resolve("lifeboat-restore")).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .doesNotContain("shop.lifeboat-restore.json", ".shop.lifeboat-lock");
        }
    }

    @Test
    void timeBeforeTheDropBringsTheTableBack() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.AtTime(shop.beforeDrop()));

        assertThat(restored.lastCommitAt()).isBefore(shop.beforeDrop());
        assertThat(detail(restored, "recovery-target")).startsWith("recovery stopping before commit of transaction");
        assertThat(detail(restored, "newest-order")).startsWith("200 at 20");
        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value("select md5(string_agg(secret, '' order by id)) from precious"))
                    .isEqualTo(opened.value(
                            "select md5(string_agg(md5(g::text), '' order by g)) from generate_series(1, 1000) g"));
        }
    }

    @Test
    void timeBehindTheLastCommitButWithinTheStoredWalIsItsEnd() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.AtTime(storedAt()));

        assertThat(restored.recoveredTo()).isEqualTo(shop.end());
        assertThat(detail(restored, "recovery-target")).contains("nothing committed from there to");
        assertThat(detail(restored, "newest-order")).startsWith("250 at 20");
    }

    private Instant storedAt() throws Exception {
        try (var files = Files.walk(shop.repository().resolve("primary"))) {
            return files.filter(file -> file.toString().contains("/partial/"))
                    .filter(Files::isRegularFile)
                    .map(file -> file.toFile().lastModified())
                    .max(Long::compare)
                    .map(Instant::ofEpochMilli)
                    .orElseThrow();
        }
    }

    @Test
    void positionBeforeTheDropBringsTheTableBack() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.AtLsn(shop.beforeDropLsn()));

        assertThat(detail(restored, "recovery-target")).startsWith("recovery stopping after WAL location");
        assertThat(detail(restored, "newest-order")).startsWith("200 at 20");
    }

    @Test
    void timeIsTheLastOrTheFirstThatIsLeftOut() throws Exception {
        Instant lastCommit =
                Objects.requireNonNull(restored(new RecoveryTarget.Latest()).lastCommitAt());

        RestoreOutcome.Restored without = restoredBeside("without", new RecoveryTarget.AtTime(lastCommit, false));
        assertThat(detail(without, "newest-order")).startsWith("249 at 20");
        assertThat(without.lastCommitAt()).isBefore(lastCommit);

        RestoreOutcome.Restored with = restoredBeside("with", new RecoveryTarget.AtTime(lastCommit, true));
        assertThat(detail(with, "newest-order")).startsWith("250 at 20");
        assertThat(with.lastCommitAt()).isEqualTo(lastCommit);
    }

    @Test
    void positionIsTheLastOrTheFirstThatIsLeftOut() throws Exception {
        String stopped = detail(restored(new RecoveryTarget.AtTransaction(shop.dropXid(), null)), "recovery-target");
        Matcher position = Pattern.compile("stopping after WAL location \\(LSN\\) \"([0-9A-F]+/[0-9A-F]+)\"")
                .matcher(stopped);
        assertThat(position.find()).as(stopped).isTrue();
        Lsn drop = Lsn.parse(position.group(1));

        assertThat(detail(restoredBeside("without", new RecoveryTarget.AtLsn(drop, false)), "row-counts"))
                .contains("public.precious 1,000");
        assertThat(detail(restoredBeside("with", new RecoveryTarget.AtLsn(drop, true)), "row-counts"))
                .doesNotContain("public.precious");
    }

    private RestoreOutcome.Restored restoredBeside(String name, RecoveryTarget target) throws InterruptedException {
        return Restores.passes(restorer, Restores.request(target, folder.resolve(name)));
    }

    @Test
    void endOfTheWalIsAPositionToo() throws Exception {
        assertThat(restored(new RecoveryTarget.AtLsn(shop.end())).recoveredTo()).isEqualTo(shop.end());
    }

    @Test
    void immediateIsTheBackupItself() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.Immediate());

        assertThat(detail(restored, "recovery-target")).startsWith("recovery stopping after reaching consistency");
        assertThat(detail(restored, "newest-order")).startsWith("100 at 20");
    }

    @Test
    void targetOutsideOfWhatIsStoredIsRefusedWithWhatIsPossible() throws Exception {
        for (RecoveryTarget target : List.of(
                new RecoveryTarget.AtTime(shop.backup().startedAt().minusSeconds(1)),
                new RecoveryTarget.AtTime(shop.lost().plus(Duration.ofHours(1))),
                new RecoveryTarget.AtLsn(shop.end().plus(1)),
                new RecoveryTarget.AtTransaction(shop.dropXid() + 1_000, null),
                new RecoveryTarget.AtName("never made"),
                new RecoveryTarget.AtLsn(shop.backup().startLsn()))) {
            RestoreOutcome.Refused refused =
                    Restores.isRefused(restorer, Restores.request(target, directory), ErrorCode.TARGET_UNREACHABLE);
            assertThat(refused.message())
                    .contains("recoverable from " + shop.backup().completedAt())
                    .contains("(positions " + shop.backup().stopLsn() + " to " + shop.end()
                            + " on timeline 1) in region primary")
                    .contains("on timeline 1) in region dr");
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void transactionIsTheLastOrTheFirstThatIsLeftOut() throws Exception {
        RestoreOutcome.Restored without = restored(new RecoveryTarget.AtTransaction(shop.dropXid(), false));

        assertThat(detail(without, "recovery-target"))
                .startsWith("recovery stopping before WAL location")
                .contains("transaction " + shop.dropXid() + " committed at 20");
        assertThat(detail(without, "row-counts")).contains("public.precious 1,000");
        assertThat(detail(without, "newest-order")).startsWith("200 at 20");

        RestoreOutcome.Restored with = Restores.passes(
                restorer,
                Restores.request(new RecoveryTarget.AtTransaction(shop.dropXid(), null), folder.resolve("with")));

        assertThat(detail(with, "recovery-target")).startsWith("recovery stopping after WAL location");
        assertThat(detail(with, "row-counts")).doesNotContain("public.precious");
        assertThat(detail(with, "newest-order")).startsWith("200 at 20");
    }

    @Test
    void newestRestorePointOfANameIsMeant() throws Exception {
        RestoreOutcome.Restored restored = restored(new RecoveryTarget.AtName(LostShop.RESTORE_POINT));

        assertThat(detail(restored, "recovery-target"))
                .contains("restore point '" + LostShop.RESTORE_POINT + "' made at 20");
        assertThat(detail(restored, "newest-order")).startsWith("200 at 20");
        assertThat(detail(restored, "row-counts")).contains("public.precious 1,000");
    }

    @Test
    void drillLeavesNothingBehindAndIsNeverOpened() throws Exception {
        int port = FreePorts.next();
        RestoreOutcome.Restored restored = Restores.passes(
                restorer, Restores.request(new RecoveryTarget.Latest(), directory, port, null, RestoreMode.DRILL));

        assertThat(restored.phases()).extracting(PhaseTime::phase).doesNotContain(RestorePhase.STARTING);
        assertThat(directory).doesNotExist();
        assertThat(folder.resolve("shop.tablespaces")).doesNotExist();
        assertThat(folder.resolve("shop.lifeboat-restore.json")).doesNotExist();
    }

    @Test
    void unknownClusterIsRefused() throws Exception {
        var request = Restores.request(new RecoveryTarget.Latest(), directory);
        var unknown = new RestoreRequested(
                request.restoreId(),
                new ClusterName("nobody"),
                request.target(),
                null,
                request.place(),
                request.mode(),
                null,
                "test");
        assertThat(Restores.isRefused(restorer, unknown, ErrorCode.NOT_FOUND).message())
                .contains("nothing of a cluster named nobody");
    }
}
