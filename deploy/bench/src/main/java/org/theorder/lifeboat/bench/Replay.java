package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.Unprivileged;

/** A server that replays WAL with a {@code restore_command}, until it accepts connections. */
final class Replay {
    private static final String READY = "database system is ready to accept connections";
    private static final long LIMIT_SECONDS = 3600;
    private static final int POLL_MILLIS = 20;

    private Replay() {}

    /** Seconds from the start of the server in this restored directory to its promotion; it is ended afterwards. */
    static double seconds(Path directory, Path log, String restoreCommand) {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            Files.writeString(directory.resolve("recovery.signal"), "");
            Files.deleteIfExists(log);
            List<String> command = new ArrayList<>(List.of(
                    PostgresBinaries.unpacked().resolve("bin/postgres").toString(), "-D", directory.toString()));
            Map.of(
                            "restore_command", restoreCommand,
                            "listen_addresses", "",
                            // PostgreSQL starts nowhere without any socket
                            "unix_socket_directories", System.getProperty("java.io.tmpdir"),
                            "port", String.valueOf(FreePorts.next()),
                            "hot_standby", "off",
                            "archive_mode", "off",
                            "autovacuum", "off")
                    .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            long begun = System.nanoTime();
            Process server = new ProcessBuilder(Unprivileged.command(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                while (!Files.readString(log).contains(READY)) {
                    boolean late = System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
                    if (late || server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                        throw new LifeboatException(
                                ErrorCode.RECOVERY_FAILED,
                                "the server did not come up in " + directory + ": see " + log);
                    }
                }
                return (System.nanoTime() - begun) / 1e9;
            } finally {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("replaying in " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }
}
