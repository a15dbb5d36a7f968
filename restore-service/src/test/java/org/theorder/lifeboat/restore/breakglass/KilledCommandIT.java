package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.restore.testing.CommandLineRun;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.Postmaster;
import org.theorder.lifeboat.servers.test.PostgresTools;

/** kill -9 of the self-contained jar when what it restored is verified already: the same command takes over. */
class KilledCommandIT {
    private static LostShop shop;

    @TempDir
    Path folder;

    @BeforeAll
    static void loseShop() {
        shop = LostShop.get();
    }

    private static List<String> command(String name, String... further) {
        List<String> arguments = new ArrayList<>(List.of(
                name,
                "--repository",
                shop.repository().resolve("primary").toUri().toString(),
                "--cluster",
                "shop",
                "--postgres",
                PostgresBinaries.unpacked().toString()));
        arguments.addAll(List.of(further));
        return arguments;
    }

    private void killedWhen(Callable<Boolean> condition, List<String> arguments) throws Exception {
        Path output = folder.resolve("killed.out");
        Process process = CommandLineRun.start(output, arguments);
        try {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(2))
                    .pollDelay(Duration.ZERO)
                    .until(() -> condition.call() || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void extractThatWasKilledWhileItDumpedBeginsAgain() throws Exception {
        Path sql = folder.resolve("precious.sql");
        Path aside = folder.resolve("precious.sql.lifeboat-extract");
        Path dumping = folder.resolve("dumping");
        Path endless = Files.writeString(folder.resolve("endless"), "#!/bin/sh\n: > " + dumping + "\nexec sleep 20\n");
        Files.setPosixFilePermissions(endless, PosixFilePermissions.fromString("rwx------"));
        killedWhen(() -> Files.exists(dumping), extract(sql, endless));
        assertThat(Postmaster.in(aside)).as("its server outlives it").isPresent();
        Path sockets =
                Path.of(Files.readAllLines(aside.resolve("postmaster.pid")).get(4));

        CommandLineRun again = CommandLineRun.of(
                folder, extract(sql, PostgresTools.orSkip().folder().resolve("pg_dump")));

        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(sql).content().contains("COPY public.precious");
        assertThat(sockets).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> path.getFileName().toString().contains("precious")))
                    .containsExactly(sql);
        }
    }

    private static List<String> extract(Path sql, Path program) {
        return command(
                "extract",
                "--to",
                shop.beforeDrop().toString(),
                "--database",
                "shop",
                "--table",
                "precious",
                "--output",
                sql.toString(),
                "--pg-dump",
                program.toString());
    }

    @Test
    void restoreThatWasKilledWhileItStartedTheServerGoesOn() throws Exception {
        Path directory = folder.resolve("shop");
        String port = String.valueOf(FreePorts.next());
        List<String> restore = command("restore", "--into", directory.toString(), "--port", port);
        try {
            killedWhen(() -> isVerified(directory) && isStarting(directory), restore);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> Files.readString(directory.resolve("postmaster.pid"))
                            .contains("ready"));
            long pid = Postmaster.in(directory).orElseThrow().pid();

            CommandLineRun other = CommandLineRun.of(
                    folder,
                    command(
                            "restore",
                            "--into",
                            directory.toString(),
                            "--port",
                            port,
                            "--to",
                            shop.beforeDrop().toString()));
            CommandLineRun again = CommandLineRun.of(folder, restore);

            assertThat(other.exitCode()).as(other.output()).isEqualTo(3);
            assertThat(again.exitCode()).as(again.output()).isZero();
            assertThat(again.output()).contains("It runs on port " + port);
            assertThat(Postmaster.in(directory).orElseThrow().pid()).isEqualTo(pid);
        } finally {
            Postmaster.in(directory).ifPresent(Postmaster::stop);
        }
    }

    /** It would be taken for the other one's if it were killed once more. */
    @Test
    void halfOfAnotherCommandIsRemovedAndLeavesNoName() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("shop"));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Files.writeString(directory.resolve("half"), "x");
        Files.writeString(disk.resolve("half"), "x");
        markOfAnother(List.of(directory, folder.resolve("shop.tablespaces"), disk));

        CommandLineRun run = CommandLineRun.of(
                folder,
                command("restore", "--into", directory.toString(), "--tablespace", shop.tablespace() + "=" + disk));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(directory.resolve("half")).doesNotExist();
        assertThat(disk.resolve("half")).doesNotExist();
        assertThat(directory.resolve("lifeboat-restore.json"))
                .content()
                .contains("by-hand-")
                .doesNotContain("by-hand-other");
    }

    @Test
    void clusterThatAnotherCommandWentOverIsNotRemoved() throws Exception {
        Path directory = Files.createDirectory(folder.resolve("shop"));
        Path precious = Files.writeString(directory.resolve("precious"), "x");
        Path mark = markOfAnother(List.of());

        CommandLineRun run = CommandLineRun.of(folder, command("restore", "--into", directory.toString()));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.output()).contains("over the cluster there");
        assertThat(precious).hasContent("x");
        assertThat(mark).exists();
    }

    private Path markOfAnother(List<Path> own) throws IOException {
        return Files.writeString(folder.resolve("shop.lifeboat-restore.json"), """
                {"restore": "by-hand-other-00000000", "cluster": "shop", "state": "RESTORING", "own": [%s],
                 "at": "2026-11-22T12:00:00Z", "note": "x"}
                """.formatted(
                        own.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "))));
    }

    private static boolean isVerified(Path directory) throws IOException {
        Path mark = directory.resolveSibling("shop.lifeboat-restore.json");
        return Files.exists(mark) && Files.readString(mark).contains("VERIFIED");
    }

    private static boolean isStarting(Path directory) {
        return Files.exists(directory.resolve("postmaster.pid"));
    }
}
