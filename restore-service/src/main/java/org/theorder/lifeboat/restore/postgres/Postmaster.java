package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A server that runs in a data directory, known by its {@code postmaster.pid} (PostgreSQL {@code
 * src/include/utils/pidfile.h}: pid, data directory, start time, port, socket directory, listen address, shared memory,
 * status).
 *
 * @param listenAddress as in the file; empty if it listens on no TCP address
 * @param ready whether it accepts connections
 */
public record Postmaster(long pid, int port, String listenAddress, boolean ready) {
    /** In a data directory. */
    public static final String FILE = "postmaster.pid";

    private static final int PORT_LINE = 3;
    private static final int ADDRESS_LINE = 5;
    private static final int STATUS_LINE = 7;

    /** As {@link Isolation} sets it. */
    private static final String SOCKETS = "unix_socket_directories=";

    /**
     * The live server of a directory; empty if there is no {@code postmaster.pid}, or a stale one. When in doubt, it lives.
     *
     * @throws LifeboatException TARGET_OCCUPIED if the file is there and cannot be understood
     */
    public static Optional<Postmaster> of(Path dataDirectory) {
        List<String> lines;
        try {
            lines = Files.readAllLines(dataDirectory.resolve(FILE), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED,
                    dataDirectory + " has a postmaster.pid that cannot be read: " + e.getMessage(),
                    e);
        }
        try {
            // a single-user server writes its pid negative
            long pid = Math.abs(Long.parseLong(line(lines, 0)));
            if (!livesIn(dataDirectory, pid)) {
                return Optional.empty();
            }
            String port = line(lines, PORT_LINE);
            return Optional.of(new Postmaster(
                    pid,
                    port.isEmpty() ? 0 : Integer.parseInt(port),
                    line(lines, ADDRESS_LINE),
                    line(lines, STATUS_LINE).equals("ready")));
        } catch (NumberFormatException e) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED,
                    dataDirectory + " has a postmaster.pid that does not begin with a process id; look whether a server"
                            + " runs there, and remove the file if none does",
                    e);
        }
    }

    /**
     * Whether a {@code postmaster.pid} is left whose server cannot be proven to be gone: its number is of the namespace that
     * it was written in, so {@link #of} finds nobody if that is another container's.
     */
    public static boolean mayBeUnseenIn(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve(FILE), LinkOption.NOFOLLOW_LINKS)
                && !Machine.hasNoProcessIn(dataDirectory);
    }

    private static String line(List<String> lines, int number) {
        return lines.size() > number ? lines.get(number).strip() : "";
    }

    /** A postmaster's working directory is its data directory; a process id alone may have been given to another program. */
    private static boolean livesIn(Path dataDirectory, long pid) {
        if (pid == 0 || !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try {
            return Files.isSameFile(Path.of("/proc", String.valueOf(pid), "cwd"), dataDirectory);
        } catch (IOException e) {
            // not ours to look at, or no /proc: a live process with this id is reason enough to keep away
            return true;
        }
    }

    /**
     * Whether it is an {@link IsolatedServer} that some restore started, by its command line. When in doubt, it is somebody
     * else's.
     */
    public boolean isIsolated() {
        try {
            String line =
                    Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            return Stream.of(line.split("\0"))
                    .filter(argument -> argument.startsWith(SOCKETS))
                    .anyMatch(argument -> SocketDirectory.isOurs(argument.substring(SOCKETS.length())));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Stops it: fast, then immediate, then by SIGKILL. Returns when the process is gone.
     *
     * @throws LifeboatException TARGET_OCCUPIED if it does not go
     */
    public void stop(Installation installation, Path dataDirectory, Duration fastLimit) {
        for (String mode : List.of("fast", "immediate")) {
            installation.control(
                    List.of("stop", "-D", dataDirectory.toString(), "-m", mode, "-W", "-s"), Duration.ofSeconds(10));
            if (goneWithin(fastLimit)) {
                return;
            }
        }
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        if (!goneWithin(Duration.ofSeconds(10))) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED,
                    "the PostgreSQL server with process id " + pid + " in " + dataDirectory + " cannot be stopped");
        }
    }

    private boolean goneWithin(Duration limit) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty()) {
            return true;
        }
        try {
            handle.get()
                    .onExit()
                    .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }
}
