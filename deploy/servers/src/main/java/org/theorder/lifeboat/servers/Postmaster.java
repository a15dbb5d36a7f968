package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The PostgreSQL server that runs in a data directory, whoever started it. Read from {@code postmaster.pid} (PostgreSQL
 * {@code src/include/utils/pidfile.h}) and believed only if that process works in that directory: after a crash the file
 * stays, and its number may belong to another program by now.
 *
 * @param port 0 until the server listens
 * @param ready whether it accepts connections
 */
public record Postmaster(Path dataDirectory, long pid, int port, boolean ready) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;
    private static final int STATUS_LINE = 7;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    /** The server that runs in this directory, if one does. */
    public static Optional<Postmaster> in(Path dataDirectory) {
        try {
            List<String> lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            long pid = Long.parseLong(lines.get(PID_LINE).strip());
            if (!worksIn(dataDirectory, pid)) {
                return Optional.empty();
            }
            int port = lines.size() > PORT_LINE
                    ? Integer.parseInt(lines.get(PORT_LINE).strip())
                    : 0;
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new Postmaster(dataDirectory, pid, port, ready));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            // no file, or one that is being written: the next look will tell
            return Optional.empty();
        }
    }

    private static boolean worksIn(Path dataDirectory, long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        return Files.exists(process)
                && Files.readSymbolicLink(process.resolve("cwd")).equals(dataDirectory.toRealPath());
    }

    public boolean isAlive() {
        return ProcessTable.isAlive(pid);
    }

    /** kill -9 of the server and all of its children: a crash. Returns when all of them are gone. */
    public void killHard() {
        ProcessHandle.of(pid).ifPresent(postmaster -> {
            List<ProcessHandle> children = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            ProcessTable.awaitEnd(pid, STOP_LIMIT);
            children.forEach(child -> ProcessTable.awaitEnd(child.pid(), STOP_LIMIT));
        });
    }

    /** Fast shutdown; a crash if that takes too long. */
    public void stop() {
        Signals.interrupt(pid);
        if (!ProcessTable.awaitEnd(pid, STOP_LIMIT)) {
            killHard();
        }
    }
}
