package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.testing.FaultyStorage;
import org.theorder.lifeboat.restore.testing.RestoreProcess;
import org.theorder.lifeboat.restore.testing.RestoredShop;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.SourceCluster;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.restore.testing.TestRestorer;
import org.theorder.lifeboat.servers.PostgresBinaries;

/** A damaged cluster is restored where it lies: what is unchanged stays, and nothing is ever taken for it that is not it. */
class OverIT {
    @TempDir
    Path folder;

    private SourceCluster source;
    private Path directory;
    private Path damaged;
    private Path sound;
    private Path repositoryFolder;
    private Restorer restorer;

    @BeforeEach
    void backUp() throws Exception {
        Path tablespace = Files.createDirectory(folder.resolve("tablespace"));
        Files.writeString(tablespace.resolve("not of the cluster"), "x");
        repositoryFolder = Files.createDirectory(folder.resolve("repository"));
        TestRepository repository = new TestRepository(repositoryFolder);
        restorer = TestRestorer.of(repositoryFolder, folder);
        source = SourceCluster.start(folder.resolve("shop"));
        directory = source.dataDirectory();
        source.execute(
                "create tablespace elsewhere location '" + tablespace + "'",
                "create table far_away tablespace elsewhere as select g from generate_series(1, 300) g",
                "create table still as select g, repeat('s', 500) from generate_series(1, 20000) g",
                "create table harmed as select g, repeat('h', 500) from generate_series(1, 20000) g",
                "checkpoint");
        source.order(1, 50);
        repository.backup(source);
        source.order(51, 100);
        repository.saveWal(source);
        damaged = directory.resolve(source.value("select pg_relation_filepath('harmed')"));
        sound = directory.resolve(source.value("select pg_relation_filepath('still')"));
    }

    @AfterEach
    void stop() {
        source.close();
    }

    /** And its tablespace was moved after the backup. */
    private void damage() throws IOException {
        source.close();
        Path link;
        try (Stream<Path> links = Files.list(directory.resolve("pg_tblspc"))) {
            link = links.findFirst().orElseThrow();
        }
        Files.move(folder.resolve("tablespace"), folder.resolve("moved"));
        Files.delete(link);
        Files.createSymbolicLink(link, folder.resolve("moved"));
        TestRepository.flipBit(damaged);
        Files.writeString(directory.resolve("base/left behind"), "x");
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private RestoreRequested over(String name) {
        RestoreRequested request = Restores.request(new RecoveryTarget.Latest(), directory);
        return Restores.at(
                request, new RestoreRequested.Place(directory.toString(), null, null, new ClusterName(name)));
    }

    private void assertIsRestored(RestoreOutcome.Restored restored) throws Exception {
        assertThat(restored.checks()).allMatch(Check::passed);
        assertThat(directory.resolve("base/left behind")).doesNotExist();
        assertThat(directory.resolve("UNUSABLE")).doesNotExist();
        assertThat(directory.resolve("global/pg_control.unusable")).doesNotExist();
        assertThat(folder.resolve("moved/not of the cluster")).hasContent("x");
        assertThat(folder.resolve("tablespace")).doesNotExist();
        try (RestoredShop opened = RestoredShop.start(directory, folder)) {
            assertThat(opened.value("select count(*) from orders")).isEqualTo("100");
            assertThat(opened.value("select count(*) from harmed")).isEqualTo("20000");
            assertThat(opened.value("select count(*) from far_away")).isEqualTo("300");
        }
    }

    /** Correctness line 23. */
    @Test
    void filesThatMatchTheirChecksumStay() throws Exception {
        damage();
        Object inode = inode(sound);

        RestoreOutcome.Restored restored = Restores.passes(restorer, over("shop"));

        assertThat(restored.notes()).anyMatch(note -> note.contains("were unchanged and stayed"));
        assertThat(inode(sound)).isEqualTo(inode);
        assertIsRestored(restored);
    }

    @Test
    void nothingIsOverwrittenWithoutTheClustersName() throws Exception {
        damage();

        Restores.isRefused(
                restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.TARGET_OCCUPIED);
        assertThat(Restores.isRefused(restorer, over("shops"), ErrorCode.REQUEST_INVALID)
                        .message())
                .contains("must be its name, shop");

        assertThat(directory.resolve("base/left behind")).exists();
        assertThat(directory.resolve("global/pg_control")).exists();
    }

    @Test
    void runningClusterIsNotOverwritten() throws Exception {
        assertThat(Restores.isRefused(restorer, over("shop"), ErrorCode.TARGET_OCCUPIED)
                        .message())
                .contains("runs in");
        assertThat(source.value("select count(*) from orders")).isEqualTo("100");
    }

    @Test
    void clusterThatRunsInAnotherContainerIsNotOverwritten() throws Exception {
        source.close();
        Path pidFile = directory.resolve("postmaster.pid");
        Process container = startedInANamespace();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            Files.exists(pidFile) && Files.readString(pidFile).contains("ready"));
            assertThat(Files.readAllLines(pidFile)).startsWith("2");

            assertThat(Restores.isRefused(restorer, over("shop"), ErrorCode.TARGET_OCCUPIED)
                            .message())
                    .contains("another container")
                    .contains("then remove " + pidFile);

            assertThat(directory.resolve("global/pg_control")).exists();
        } finally {
            container.destroyForcibly().waitFor();
        }
    }

    /** A server with a namespace of processes of its own; its number there is that of no server here. */
    private Process startedInANamespace() throws IOException {
        String postgres = PostgresBinaries.unpacked().resolve("bin/postgres").toString();
        return new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "sh",
                        "-c",
                        "\"$0\" -D \"$1\" -c listen_addresses= -c unix_socket_directories=\"$2\"; true",
                        postgres,
                        directory.toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("container.log").toFile())
                .start();
    }

    @Test
    void killedServerIsNoObstacleWhereAllProcessesAreSeen() throws Exception {
        assumeThat(Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))).hasToString("pid:[4026531836]");
        source.server().killHard();
        assertThat(directory.resolve("postmaster.pid")).exists();

        Restores.passes(restorer, over("shop"));
    }

    @Test
    void otherClusterIsNotOverwritten() throws Exception {
        damage();
        Path control = directory.resolve("global/pg_control");
        byte[] bytes = Files.readAllBytes(control);
        bytes[3] ^= 1;
        Files.write(control, bytes);

        assertThat(Restores.isRefused(restorer, over("shop"), ErrorCode.TARGET_OCCUPIED)
                        .message())
                .contains("system identifier");
        Files.delete(control);
        assertThat(Restores.isRefused(restorer, over("shop"), ErrorCode.TARGET_OCCUPIED)
                        .message())
                .contains("no cluster that can be recognized");
        assertThat(directory.resolve("base/left behind")).exists();
    }

    @Test
    void restoreThatBreaksOffLeavesNoDatabaseAndCanBeRepeated() throws Exception {
        damage();
        // listings answer, so that the restore begins; then no part can be read any more
        Restorer breaking = new Restorer(
                restorer.settings(),
                new PointChooser(
                        TestRestorer.regions(
                                repositoryFolder,
                                place -> new FaultyStorage(
                                        place.open(), key -> key.contains("/parts/") && !key.endsWith("/parts/"))),
                        Identities.none(),
                        Duration.ofSeconds(1)),
                restorer.installations(),
                Clock.systemUTC());

        RestoreOutcome.Failed failed = Restores.fails(breaking, over("shop"), ErrorCode.STORE_UNREACHABLE);

        assertThat(failed.message()).contains("is marked as unusable");
        assertThat(directory.resolve("UNUSABLE")).exists();
        assertThat(directory.resolve("global/pg_control")).doesNotExist();
        assertThat(sound).as("what was right is still there").exists();
        assertIsRestored(Restores.passes(restorer, over("shop")));
    }

    @Test
    void restoreThatWasKilledIsResumedOverWhatItLeft() throws Exception {
        damage();
        RestoreRequested request = over("shop");
        // as after kill -9 in the middle: marked, set aside, some files gone
        Files.writeString(
                folder.resolve(directory.getFileName() + ".lifeboat-restore.json"),
                "{\"restore\":\"" + request.restoreId()
                        + "\",\"cluster\":\"shop\",\"state\":\"RESTORING\",\"own\":[],\"at\":\"2026-11-22T12:00:00Z\",\"note\":\"x\"}");
        Files.move(directory.resolve("global/pg_control"), directory.resolve("global/pg_control.unusable"));
        Files.delete(directory.resolve("PG_VERSION"));
        Files.delete(damaged);

        assertIsRestored(Restores.passes(restorer, request));
    }

    /** Correctness line 23. */
    @Test
    void killedInTheMiddleNoServerStartsAndTheSameRequestGoesOn() throws Exception {
        damage();
        RestoreRequested request = over("shop");
        Path output = folder.resolve("output");
        Process process = RestoreProcess.start(
                repositoryFolder, folder, new String(EventJson.write(request), StandardCharsets.UTF_8), output);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> Files.exists(directory.resolve("UNUSABLE")) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(directory.resolve("UNUSABLE")).exists();
        assertThat(directory.resolve("global/pg_control"))
                .as("the file without which no server starts")
                .doesNotExist();
        Restores.isRefused(
                restorer, Restores.request(new RecoveryTarget.Latest(), directory), ErrorCode.TARGET_OCCUPIED);

        assertIsRestored(Restores.passes(restorer, request));
    }

    @Test
    void drillIsNeverOver() throws Exception {
        damage();
        RestoreRequested live = over("shop");
        RestoreRequested drill = new RestoreRequested(
                live.restoreId(), live.cluster(), live.target(), null, live.place(), RestoreMode.DRILL, null, "test");
        Restores.isRefused(restorer, drill, ErrorCode.REQUEST_INVALID);
        assertThat(directory.resolve("global/pg_control")).exists();
    }
}
