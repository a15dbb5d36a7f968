package org.theorder.lifeboat.backup.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.ServerProcess;
import org.theorder.lifeboat.servers.Unprivileged;

/** PostgreSQL 15 as Debian installs it: the oldest version that is supported. */
public final class Debian15 implements Protected {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final String PASSWORD = "superuser-word";

    private final ServerProcess process;
    private final Path data;
    private final int port;

    private Debian15(ServerProcess process, Path data, int port) {
        this.process = process;
        this.data = data;
        this.port = port;
    }

    /** Whether it is there; prints the reason if not. */
    public static boolean isInstalled() {
        boolean installed = Files.isExecutable(PROGRAMS.resolve("initdb"));
        if (!installed) {
            System.out.println(
                    "skipped: PostgreSQL 15 is not installed (" + PROGRAMS + "); apt-get install postgresql-15");
        }
        return installed;
    }

    /** A program of that version, for example {@code pg_verifybackup}. */
    public static Path program(String name) {
        return PROGRAMS.resolve(name);
    }

    public static Debian15 start(Path folder, Map<String, String> settings) {
        try {
            Files.createDirectories(folder);
            Path password = Files.writeString(folder.resolve("password"), PASSWORD);
            Path data = folder.resolve("data");
            Path log = folder.resolve("postgres.log");
            ServerProcess initdb = ServerProcess.start(
                    "initdb 15",
                    Unprivileged.command(List.of(
                            PROGRAMS.resolve("initdb").toString(),
                            "--pgdata=" + data,
                            "--username=postgres",
                            "--pwfile=" + password,
                            "--auth=scram-sha-256",
                            "--data-checksums",
                            "--locale=C",
                            "--no-sync")),
                    log);
            if (!initdb.endedWithin(Duration.ofSeconds(60))) {
                throw new IllegalStateException("initdb 15: " + initdb.tail());
            }
            int port = FreePorts.next();
            List<String> command = new ArrayList<>(List.of(
                    PROGRAMS.resolve("postgres").toString(),
                    "-D",
                    data.toString(),
                    "-c",
                    "port=" + port,
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories="));
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            ServerProcess process =
                    ServerProcess.start("PostgreSQL 15 on 127.0.0.1:" + port, Unprivileged.command(command), log);
            process.awaitReady(() -> isReady(data), Duration.ofSeconds(60));
            return new Debian15(process, data, port);
        } catch (IOException e) {
            throw new UncheckedIOException("no place for PostgreSQL 15", e);
        }
    }

    private static boolean isReady(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > 7 && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path dataDirectory() {
        return data;
    }

    @Override
    public String superuserPassword() {
        return PASSWORD;
    }

    @Override
    public void killHard() {
        process.killTree();
    }

    @Override
    public void stop() {
        process.terminate(Duration.ofSeconds(10));
    }
}
