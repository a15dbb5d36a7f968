package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.postgres.Installation;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.restore.verify.Assertion;
import org.theorder.lifeboat.restore.verify.Verification;
import org.theorder.lifeboat.restore.wal.WalCourier;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;
import org.theorder.lifeboat.servers.Postmaster;

/** Where a restore may go, what it leaves when it may not, and what it never touches. */
class TargetIT {
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
    void verifiedServerAnswersOnItsPort() throws Exception {
        int port = FreePorts.next();
        RestoreOutcome.Restored restored =
                Restores.passes(restorer, Restores.request(LATEST, directory, port, null, RestoreMode.LIVE));
        try {
            assertThat(restored.phases())
                    .extracting(PhaseTime::phase)
                    .containsExactly(
                            RestorePhase.CHOOSING,
                            RestorePhase.COPYING,
                            RestorePhase.REPLAYING,
                            RestorePhase.VERIFYING,
                            RestorePhase.STARTING);
            Postmaster server = Postmaster.in(directory).orElseThrow();
            assertThat(server.port()).isEqualTo(port);
            // it must outlive us: not our child any more
            assertThat(ProcessHandle.current().descendants().map(ProcessHandle::pid))
                    .doesNotContain(server.pid());
        } finally {
            Postmaster.in(directory).ifPresent(Postmaster::stop);
        }
    }

    @Test
    void directoryWithSomethingInItIsNotTouched() throws Exception {
        Path precious = Files.writeString(Files.createDirectory(directory).resolve("precious"), "x");

        Restores.isRefused(restorer, Restores.request(LATEST, directory), ErrorCode.TARGET_OCCUPIED);

        assertThat(precious).hasContent("x");
    }

    private RestoreRequested mapped(String tablespace, Path place) {
        return Restores.mapped(Restores.request(LATEST, directory), tablespace, place);
    }

    /** Correctness line 8. */
    @Test
    void tablespacesGoWhereTheyAreTold() throws Exception {
        Path place = folder.resolve("fast disk");

        Restores.passes(restorer, mapped(shop.tablespace(), place));

        assertThat(directory.resolveSibling("shop.tablespaces")).doesNotExist();
        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value(
                            "select pg_tablespace_location(oid) from pg_tablespace where spcname = 'elsewhere'"))
                    .isEqualTo(place.toString());
            assertThat(opened.value("select count(*) from far_away")).isEqualTo("400");
        }
    }

    @Test
    void tablespaceThatDoesNotExistOrGoesOverSomethingIsRefused() throws Exception {
        Path place = Files.createDirectory(folder.resolve("fast"));

        assertThat(Restores.isRefused(restorer, mapped("99999", place), ErrorCode.REQUEST_INVALID)
                        .message())
                .contains("no tablespace 99999; it has ");
        Files.writeString(place.resolve("precious"), "x");
        Restores.isRefused(restorer, mapped("99999", place), ErrorCode.TARGET_OCCUPIED);
        Restores.isRefused(restorer, mapped("99999", Path.of("/etc/fast")), ErrorCode.REQUEST_INVALID);

        assertThat(place.resolve("precious")).hasContent("x");
        assertThat(directory).doesNotExist();
    }

    @Test
    void directoryOfALiveServerIsNotTouched() throws Exception {
        try (PostgresServer server = PostgresServer.start(PostgresOptions.in(folder.resolve("other")))) {
            RestoreOutcome.Refused refused = Restores.isRefused(
                    restorer, Restores.request(LATEST, server.dataDirectory()), ErrorCode.TARGET_OCCUPIED);

            assertThat(refused.message()).contains("process " + server.pid() + ") runs in");
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void portThatIsTakenIsNoticedBeforeAnythingIsWritten() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RestoreOutcome.Refused refused = Restores.isRefused(
                    restorer,
                    Restores.request(LATEST, directory, taken.getLocalPort(), null, RestoreMode.LIVE),
                    ErrorCode.TARGET_OCCUPIED);
            assertThat(refused.message()).contains("listens on port");
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void portThatCannotBeIsRefused() throws Exception {
        for (int port : new int[] {0, -1, 65_536}) {
            Restores.isRefused(
                    restorer,
                    Restores.request(LATEST, directory, port, null, RestoreMode.LIVE),
                    ErrorCode.REQUEST_INVALID);
        }
    }

    @Test
    void hostileDirectoryIsRefused() throws Exception {
        for (String hostile : List.of("/etc", folder + "/../../etc/x", "relative", folder + "/$(reboot)")) {
            Restores.isRefused(restorer, Restores.request(LATEST, Path.of(hostile)), ErrorCode.REQUEST_INVALID);
        }
    }

    @Test
    void programsOfAnotherMajorVersionAreNotTried() throws Exception {
        Restorer other = TestRestorer.of(
                shop.repository(),
                folder,
                new Installation(PostgresBinaries.unpacked().resolve("bin"), 17));

        RestoreOutcome.Refused refused =
                Restores.isRefused(other, Restores.request(LATEST, directory), ErrorCode.SERVER_UNSUITABLE);

        assertThat(refused.message())
                .contains("is of PostgreSQL 18, and here is PostgreSQL 17 (")
                .contains("add the folder");
        assertThat(directory).doesNotExist();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void drillOfDataThatIsTooOldFails() throws Exception {
        Restorer strict = new Restorer(
                restorer.settings().forDrills(0, Duration.ofMillis(1), false),
                restorer.chooser(),
                restorer.installations(),
                restorer.clock());

        RestoreOutcome.Failed failed = Restores.fails(
                strict,
                Restores.request(LATEST, directory, null, null, RestoreMode.DRILL),
                ErrorCode.VERIFICATION_FAILED);

        assertThat(failed.message()).contains("data-age (the newest WAL was stored at");
        assertThat(failed.checks())
                .filteredOn(check -> !check.passed())
                .extracting(Check::name)
                .containsExactly("data-age");
        assertThat(directory).doesNotExist();
    }

    private Restorer withAssertion(Assertion assertion) {
        RestoreSettings settings = new RestoreSettings(
                new AllowedDirectories(List.of(folder)),
                2,
                new WalCourier.Settings(4, 2, Duration.ofSeconds(30)),
                Duration.ofMinutes(3),
                Duration.ofSeconds(60),
                Map.of(),
                Map.of(),
                new Verification.Settings("postgres", Duration.ofMinutes(2), 1 << 20, false, 2),
                Map.of(TestRepository.SHOP, List.of(assertion)));
        return new Restorer(settings, restorer.chooser(), restorer.installations(), restorer.clock());
    }

    @Test
    void wrongAnswerMakesTheTargetUnusable() throws Exception {
        Restorer asking = withAssertion(
                new Assertion("all-orders", Optional.empty(), "select count(*) from orders", Optional.of("251")));

        RestoreOutcome.Failed failed =
                Restores.fails(asking, Restores.request(LATEST, directory), ErrorCode.VERIFICATION_FAILED);

        assertThat(failed.message()).contains("all-orders (250, expected 251)");
        assertThat(failed.checks()).anyMatch(check -> check.name().equals("page-checksums") && check.passed());
        assertThat(failed.checks())
                .anyMatch(check ->
                        check.name().equals("row-counts") && check.detail().contains("not counted, too large"));
        assertThat(directory.resolve("UNUSABLE")).exists();
        Process start = new ProcessBuilder(
                        "unshare",
                        "-U",
                        PostgresBinaries.unpacked().resolve("bin/postgres").toString(),
                        "-D",
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(start.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(start.waitFor()).isNotZero();
        assertThat(output).contains("PG_VERSION");
        String remedy = Files.readAllLines(directory.resolve("UNUSABLE")).getLast();
        assertThat(run("sh", "-c", remedy)).as(remedy).isTrue();
        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value("select count(*) from orders")).isEqualTo("250");
        }
        assertThat(directory.resolve("UNUSABLE")).doesNotExist();
    }

    /** Much WAL would be kept otherwise, if the source kept much. */
    @Test
    void sourceDoesNotSayHowMuchWalReplayKeeps() throws Exception {
        Restorer asking = withAssertion(new Assertion(
                "wal", Optional.empty(), """
                select string_agg(name || ' ' || current_setting(name), ', ' order by name) from pg_settings
                 where name in ('min_wal_size', 'max_wal_size', 'wal_keep_size')""", Optional.of("max_wal_size 1GB, min_wal_size 32MB, wal_keep_size 0")));

        Restores.passes(asking, Restores.request(LATEST, directory));
    }

    @Test
    void questionThatWritesIsRefusedByTheServer() throws Exception {
        Restorer asking = withAssertion(
                new Assertion("evil", Optional.empty(), "delete from orders returning number", Optional.empty()));

        assertThat(Restores.fails(asking, Restores.request(LATEST, directory), ErrorCode.VERIFICATION_FAILED)
                        .message())
                .contains("read-only transaction");
    }

    @Test
    void wrongSuperuserIsExplained() throws Exception {
        RestoreSettings settings = withAssertion(new Assertion("a", Optional.empty(), "select 1", Optional.empty()))
                .settings();
        Restorer wrong = new Restorer(
                new RestoreSettings(
                        settings.allowed(),
                        settings.readers(),
                        settings.courier(),
                        settings.recoveryLimit(),
                        settings.startLimit(),
                        Map.of(),
                        Map.of(),
                        new Verification.Settings("nobody", Duration.ofMinutes(2), 1 << 20, false, 2),
                        Map.of()),
                restorer.chooser(),
                restorer.installations(),
                restorer.clock());

        assertThat(Restores.fails(wrong, Restores.request(LATEST, directory), ErrorCode.VERIFICATION_FAILED)
                        .message())
                .contains("lifeboat.restore.superuser");
    }

    @Test
    void failedPublicStartLeavesTheVerifiedData() throws Exception {
        RestoreSettings settings = restorer.settings();
        Restorer broken = new Restorer(
                new RestoreSettings(
                        settings.allowed(),
                        settings.readers(),
                        settings.courier(),
                        settings.recoveryLimit(),
                        settings.startLimit(),
                        Map.of(),
                        Map.of("shared_buffers", "a lot"),
                        settings.verification(),
                        settings.assertions()),
                restorer.chooser(),
                restorer.installations(),
                restorer.clock());

        RestoreOutcome.Failed failed = Restores.fails(
                broken,
                Restores.request(LATEST, directory, FreePorts.next(), null, RestoreMode.LIVE),
                ErrorCode.RECOVERY_FAILED);

        assertThat(failed.message()).contains("shared_buffers").contains("verified and intact");
        assertThat(directory.resolve("PG_VERSION")).exists();
    }
}
