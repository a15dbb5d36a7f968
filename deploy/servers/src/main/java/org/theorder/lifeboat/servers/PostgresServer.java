package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A PostgreSQL server as a child process: 127.0.0.1 only, SCRAM with a generated password, no superuser by trust.
 * Ready when {@link Postmaster} says so.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final int PORT_ATTEMPTS = 5;

    private static final Map<String, String> DEFAULT_SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "shared_buffers", "32MB",
            "max_connections", "60",
            "dynamic_shared_memory_type", "mmap");

    private final PostgresOptions options;
    private final ServerProcess process;
    private final int port;

    private PostgresServer(PostgresOptions options, ServerProcess process, int port) {
        this.options = options;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @throws LifeboatException with the reason from the server's log; no process is left then
     */
    public static PostgresServer start(PostgresOptions options) {
        if (!Files.exists(options.dataDirectory())) {
            initialize(options);
        }
        if (options.port() != 0) {
            return startOn(options.port(), options);
        }
        for (int attempt = 1; ; attempt++) {
            int port = FreePorts.next();
            try {
                return startOn(port, options);
            } catch (LifeboatException e) {
                // between choosing a free port and listening on it another process can be faster
                if (attempt == PORT_ATTEMPTS || FreePorts.isFree(port)) {
                    throw e;
                }
            }
        }
    }

    private static PostgresServer startOn(int port, PostgresOptions options) {
        FreePorts.requireFree("PostgreSQL", port);
        Map<String, String> settings = new TreeMap<>(DEFAULT_SETTINGS);
        settings.putAll(options.settings());
        settings.put("port", String.valueOf(port));
        List<String> command = new ArrayList<>(List.of(
                program(options, "postgres"), "-D", options.dataDirectory().toString()));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ServerProcess process = ServerProcess.start(
                "PostgreSQL on 127.0.0.1:" + port, Unprivileged.command(command), options.logFile());
        PostgresServer server = new PostgresServer(options, process, port);
        process.awaitReady(server::isReady, START_LIMIT);
        return server;
    }

    private static void initialize(PostgresOptions options) {
        try {
            createPrivateDirectories(options);
            writePassword(options.passwordFile());
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.NO_SPACE, "no place for a PostgreSQL cluster: " + e.getMessage(), e);
        }
        List<String> command = new ArrayList<>(List.of(
                program(options, "initdb"),
                "--pgdata=" + options.dataDirectory(),
                "--username=postgres",
                "--pwfile=" + options.passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--data-checksums",
                "--no-sync",
                "--no-instructions"));
        if (options.archive() == null) {
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        ServerProcess.run("initdb", Unprivileged.command(command), options.logFile(), START_LIMIT);
    }

    private static void createPrivateDirectories(PostgresOptions options) throws IOException {
        for (Path path : List.of(options.dataDirectory(), options.logFile(), options.passwordFile())) {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        }
    }

    private static void writePassword(Path file) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
    }

    private static String program(PostgresOptions options, String name) {
        return binaries(options).resolve("bin").resolve(name).toString();
    }

    private static Path binaries(PostgresOptions options) {
        Path archive = options.archive();
        return archive == null ? PostgresBinaries.unpacked() : PostgresBinaries.unpackedFrom(archive);
    }

    private boolean isReady() {
        return Postmaster.in(options.dataDirectory())
                .filter(postmaster -> postmaster.pid() == process.pid())
                .filter(Postmaster::ready)
                .isPresent();
    }

    public int port() {
        return port;
    }

    public Path dataDirectory() {
        return options.dataDirectory();
    }

    /** The folder with {@code bin/postgres}. */
    public Path binaries() {
        return binaries(options);
    }

    /** The process id of the postmaster. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The generated password of the superuser {@code postgres}. */
    public String password() {
        try {
            return Files.readString(options.passwordFile()).strip();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "the password file " + options.passwordFile() + " cannot be read", e);
        }
    }

    /** JDBC address with the superuser's name and password in it: for the driver, never for a log. */
    public String jdbcUrl(String database) {
        return address(database) + "?user=postgres&password=" + password();
    }

    /** JDBC address without a login. */
    public String address(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** kill -9 of the postmaster and all of its children: a crash. */
    public void killHard() {
        process.killTree();
    }

    /** Fast shutdown: sessions are ended, a checkpoint is written. */
    public void stop() {
        if (process.isAlive()) {
            process.interrupt();
            if (!process.endedWithin(STOP_LIMIT)) {
                process.killTree();
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
