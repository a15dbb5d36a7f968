package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The first start of a restored directory: it recovers, and nobody but this process can reach it. It listens on no TCP port,
 * only on a Unix socket in a directory that only our user may enter (0700); there, and only there, the superuser needs no
 * password, because nobody else can get to the socket. That is how {@code pg_upgrade} shuts the world out, too. All of this
 * is given on the command line, so that nothing of it stays in the restored files.
 */
public final class IsolatedServer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);
    /** A shutdown checkpoint writes everything that replay has changed. */
    private static final Duration STOP_LIMIT = Duration.ofMinutes(10);

    /** What the driver demands to see; the socket factory decides where it connects to. */
    private static final String ADDRESS = "jdbc:postgresql://restored.invalid/";

    private final Installation installation;
    private final Path dataDirectory;
    private final SocketDirectory socketDirectory;
    private final Process process;
    private final LogFile logFile;
    private final RecoveryLog log = new RecoveryLog();

    private IsolatedServer(
            Installation installation,
            Path dataDirectory,
            SocketDirectory socketDirectory,
            Process process,
            LogFile logFile) {
        this.installation = installation;
        this.dataDirectory = dataDirectory;
        this.socketDirectory = socketDirectory;
        this.process = process;
        this.logFile = logFile;
    }

    /**
     * Starts the server; it is then recovering.
     *
     * @param further settings such as {@code restore_command}; they win over those of the isolation, and all of them over
     *     those that the restored files have
     * @param log a file that does not exist yet, in a directory that does
     */
    public static IsolatedServer start(
            Installation installation, Path dataDirectory, Map<String, String> further, Path log) {
        SocketDirectory sockets = SocketDirectory.create();
        try {
            Map<String, String> settings =
                    new LinkedHashMap<>(Isolation.settings(installation.majorVersion(), dataDirectory, sockets));
            settings.putAll(further);
            List<String> arguments = new ArrayList<>(List.of("-D", dataDirectory.toString()));
            settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
            Process process = new ProcessBuilder(installation.command("postgres", arguments))
                    .directory(dataDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(Files.createFile(log).toFile())
                    .start();
            process.getOutputStream().close();
            return new IsolatedServer(installation, dataDirectory, sockets, process, new LogFile(log));
        } catch (IOException e) {
            sockets.close();
            throw new LifeboatException(
                    ErrorCode.RECOVERY_FAILED, "PostgreSQL could not be started in " + dataDirectory + ": " + e, e);
        }
    }

    /**
     * What an isolated server of an earlier, killed attempt left outside of its data directory: its socket's directory.
     *
     * @return removes it; to be looked up before that server is stopped, and run afterwards
     */
    public static Runnable tracesOf(Path dataDirectory) {
        Optional<SocketDirectory> left = SocketDirectory.of(dataDirectory);
        return () -> left.ifPresent(SocketDirectory::close);
    }

    public long pid() {
        return process.pid();
    }

    /** The directory that libpq's programs are to name as their host. */
    Path sockets() {
        return socketDirectory.path();
    }

    /**
     * Waits until recovery is over and the server accepts connections.
     *
     * @param progress is shown the log whenever it grew
     * @param interruption is asked all the time; it throws to give up, for example because WAL cannot be delivered
     * @throws LifeboatException RECOVERY_FAILED or NO_SPACE with the server's own reason, TIMED_OUT after {@code limit}
     */
    public RecoveryLog awaitPromotion(Duration limit, Consumer<RecoveryLog> progress, Runnable interruption)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            logFile.read(log::accept);
            progress.accept(log);
            if (log.ready()) {
                return log;
            }
            interruption.run();
            if (!alive) {
                throw new LifeboatException(
                        log.ranOutOfSpace() ? ErrorCode.NO_SPACE : ErrorCode.RECOVERY_FAILED,
                        "PostgreSQL ended while it recovered: " + log.reason());
            }
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT,
                        "PostgreSQL did not finish recovery within " + limit.toSeconds() + " s: " + log.reason());
            }
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What the server has logged by now. */
    public RecoveryLog log() {
        logFile.read(log::accept);
        return log;
    }

    /**
     * A connection as superuser; each statement is given {@code statementLimit}.
     *
     * @throws SQLException if it does not come about, for example because the superuser has another name
     */
    public Connection connect(String database, String superuser, Duration statementLimit) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", superuser);
        properties.setProperty("socketFactory", LocalSocketFactory.class.getName());
        properties.setProperty(
                "socketFactoryArg",
                socketDirectory.path().resolve(".s.PGSQL." + Isolation.PORT).toString());
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "lifeboat restore");
        properties.setProperty("loginTimeout", "30");
        properties.setProperty("socketTimeout", String.valueOf(statementLimit.toSeconds() + 30));
        properties.setProperty("options", "-c statement_timeout=" + statementLimit.toMillis());
        properties.setProperty("PGDBNAME", database);
        ClassLoader ours = LocalSocketFactory.class.getClassLoader();
        Driver driver = ServiceLoader.load(Driver.class, ours).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> accepts(candidate))
                .findFirst()
                .orElseThrow(() -> new SQLException("pgjdbc is not on the class path"));
        // the driver looks for the socket factory by the context class loader after its own
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ours);
        try {
            return Objects.requireNonNull(driver.connect(ADDRESS, properties));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static boolean accepts(Driver driver) {
        try {
            return driver.acceptsURL(ADDRESS);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Fast shutdown with a checkpoint: afterwards everything is on disk and nobody writes.
     *
     * @throws LifeboatException RECOVERY_FAILED if the server does not end cleanly
     */
    public void stopCleanly() throws InterruptedException {
        Installation.Ended ended = installation.control(
                List.of("stop", "-D", dataDirectory.toString(), "-m", "fast", "-W", "-s"), Duration.ofSeconds(20));
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
            throw new LifeboatException(
                    ErrorCode.RECOVERY_FAILED,
                    "the verified server did not stop cleanly: "
                            + ended.output().strip() + " " + log().reason());
        }
    }

    /** Ends whatever still runs, at once, and removes the socket's directory. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                Postmaster.of(dataDirectory)
                        .filter(server -> server.pid() == process.pid())
                        .ifPresent(server -> server.stop(installation, dataDirectory, Duration.ofSeconds(3)));
            }
        } finally {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            socketDirectory.close();
        }
    }
}
