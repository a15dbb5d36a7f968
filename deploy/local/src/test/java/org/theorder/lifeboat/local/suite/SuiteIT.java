package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.Postmaster;

class SuiteIT {
    private static final Path PROJECT = Path.of("../..");
    private static final Suite.Request NORMAL = new Suite.Request("suite", false, Map.of(), 0);

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    Path folder;

    @AfterEach
    void down() {
        System.clearProperty(Blueprint.KEEPS_CLASSES);
        suite(PROJECT).down();
    }

    @Test
    void everythingThatUpStartedEndsEvenIfItsSupervisorWasKilled() {
        Suite suite = suite(PROJECT);
        suite.up(NORMAL, state -> {});
        SuiteState state = suite.state();
        assertThat(suite.isUp()).isTrue();
        assertThat(state.processes())
                .hasSize(7)
                .allMatch(process -> process.identity().isAlive());

        assertThatThrownBy(() -> suite.up(NORMAL, ignored -> {}))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS))
                .hasMessageContaining("up already");
        assertThat(suite.state()).isEqualTo(state);

        Objects.requireNonNull(state.supervisor()).kill();
        assertThat(suite.down()).isTrue();
        assertNothingRuns(state);
        assertThat(suite.down()).isFalse();
    }

    @Test
    void classesAreKeptForTheNextStartAndDamagedOnesStopNone() throws IOException {
        System.setProperty(Blueprint.KEEPS_CLASSES, "true");
        Suite suite = suite(PROJECT);
        suite.up(NORMAL, state -> {});
        suite.down();
        Map<Service, FileTime> kept = archives(suite);

        suite.up(NORMAL, state -> {});
        assertThat(Service.values()).allMatch(service -> maps(suite, service));
        suite.down();
        assertThat(archives(suite)).as("written once").isEqualTo(kept);

        Files.delete(suite.home().classes(Service.BACKUP).file());
        Files.writeString(suite.home().classes(Service.RESTORE).file(), "no archive");
        try (FileChannel cut = FileChannel.open(file(suite, Service.NOTIFIER), StandardOpenOption.WRITE)) {
            cut.truncate(cut.size() / 2);
        }
        try (FileChannel overwritten = FileChannel.open(file(suite, Service.MONITOR), StandardOpenOption.WRITE)) {
            overwritten.write(ByteBuffer.allocate((int) overwritten.size() / 2), overwritten.size() / 4);
        }
        suite.up(NORMAL, state -> {});
        suite.down();
        assertThat(archives(suite))
                .as("all are made anew")
                .allSatisfy((service, at) -> assertThat(at).isNotEqualTo(kept.get(service)));
    }

    private static Path file(Suite suite, Service service) {
        return suite.home().classes(service).file();
    }

    private static Map<Service, FileTime> archives(Suite suite) throws IOException {
        Map<Service, FileTime> written = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            assertThat(Files.size(file(suite, service))).isGreaterThan(10_000_000);
            written.put(service, Files.getLastModifiedTime(file(suite, service)));
        }
        return written;
    }

    /** Whether the service that runs has the archive in its memory. */
    private static boolean maps(Suite suite, Service service) {
        return suite.state().processes().stream()
                .filter(process -> process.name().equals(service.wireName()))
                .map(process ->
                        Path.of("/proc", String.valueOf(process.identity().pid()), "maps"))
                .anyMatch(maps -> {
                    try {
                        return Files.readString(maps)
                                .contains(file(suite, service).toString());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Test
    void backupOfTheSuiteThatIsUpIsRehearsedOnRequest() {
        Suite suite = suite(PROJECT);
        suite.up(NORMAL, state -> {});
        BackupApi restores =
                new BackupApi(new Addresses(suite.home(), suite.state()).of(Service.RESTORE), suite.operatorToken());
        assertThat(restores.get("/drills").path("nextAt").isTextual())
                .as("there is one every night")
                .isTrue();
        until(
                "the shop's first backup",
                () -> restores.get("/clusters/shop/restore-points")
                        .path("regions")
                        .valueStream()
                        .anyMatch(region -> region.path("newest").isObject()));

        restores.act("POST", "/drills/shop");

        until(
                "the end of the drill",
                () -> restores.get("/drills")
                        .path("newest")
                        .valueStream()
                        .anyMatch(drill -> drill.path("state").asText().equals("RESTORED")));
    }

    private static void until(String what, BooleanSupplier fact) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!holds(fact)) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /** A cluster that has no backup yet is not found. */
    private static boolean holds(BooleanSupplier fact) {
        try {
            return fact.getAsBoolean();
        } catch (LifeboatException e) {
            return false;
        }
    }

    @Test
    void failedStartSaysWhyInOneLineAndLeavesNothingBehind() {
        Suite suite = suite(folder.resolve("nothing-built-here"));
        assertThatThrownBy(() -> suite.up(NORMAL, state -> {}))
                .hasMessageContaining("is not built")
                .hasMessageNotContaining("\n");
        assertThat(suite.state().phase()).isEqualTo(SuiteState.Phase.FAILED);
        assertNothingRuns(suite.state());
    }

    @Test
    void takenPortStopsTheStartBeforeItBegins() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> suite(PROJECT)
                            .up(
                                    new Suite.Request("suite", false, Map.of(PortName.KAFKA, taken.getLocalPort()), 0),
                                    state -> {}))
                    .hasMessageContaining("for kafka is taken");
        }
        assertThat(suite(PROJECT).state().processes()).isEmpty();
    }

    @Test
    void fullDiskStopsTheStartBeforeItBegins() {
        assertThatThrownBy(() ->
                        suite(PROJECT).up(new Suite.Request("suite", false, Map.of(), Long.MAX_VALUE), state -> {}))
                .hasMessageContaining("MB are free under")
                .hasMessageContaining("make room");
    }

    private void assertNothingRuns(SuiteState state) {
        assertThat(state.supervised()).isFalse();
        assertThat(state.processes()).noneMatch(process -> process.identity().isAlive());
        Home.Data data = new Home(folder.resolve("home"), PROJECT).data("suite");
        assertThat(List.of(data.postgres(), data.shop()))
                .allMatch(Files::exists)
                .allMatch(directory -> Postmaster.in(directory).isEmpty());
    }

    private Suite suite(Path project) {
        return new Suite(new Home(folder.resolve("home"), project), Clock.systemUTC());
    }
}
