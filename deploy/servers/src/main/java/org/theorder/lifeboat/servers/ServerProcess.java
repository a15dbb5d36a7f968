package org.theorder.lifeboat.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A child process that serves: its output goes to a file, its start is awaited by a condition, its end by its id. */
public final class ServerProcess {
    private static final Duration POLL = Duration.ofMillis(25);
    private static final int TAIL_LINES = 4;
    private static final Pattern STACK_FRAME = Pattern.compile("^\\s*(at |\\.\\.\\. \\d+ more)");

    private final String name;
    private final Process process;
    private final Path logFile;

    private ServerProcess(String name, Process process, Path logFile) {
        this.name = name;
        this.process = process;
        this.logFile = logFile;
    }

    /**
     * Starts the program, its output appended to the file.
     *
     * @param name what people call it, for example {@code PostgreSQL on 127.0.0.1:5432}
     * @throws LifeboatException if the program cannot be started at all
     */
    public static ServerProcess start(String name, List<String> command, Path logFile) {
        try {
            Files.createDirectories(parentOf(logFile));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                    .start();
            return new ServerProcess(name, process, logFile);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, name + " could not be started: " + e.getMessage(), e);
        }
    }

    /** Runs a command to its end and fails with the tail of its output if it does not end well. */
    static void run(String name, List<String> command, Path logFile, Duration limit) {
        ServerProcess process = start(name, command, logFile);
        if (!process.endedWithin(limit)) {
            process.killTree();
            throw new LifeboatException(ErrorCode.TIMED_OUT, name + " did not end within " + limit.toSeconds() + " s");
        }
        if (process.process.exitValue() != 0) {
            throw new LifeboatException(ErrorCode.INTERNAL, name + " failed: " + process.tail());
        }
    }

    /**
     * Waits until the server is ready.
     *
     * @throws LifeboatException with the tail of the server's log if it ends or does not become ready in time; the
     *     process has then been ended
     */
    public void awaitReady(BooleanSupplier ready, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new LifeboatException(ErrorCode.INTERNAL, name + " did not start: " + tail());
            }
            if (System.nanoTime() > deadline) {
                killTree();
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT, name + " was not ready within " + limit.toSeconds() + " s: " + tail());
            }
            endedWithin(POLL);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Whether it runs. One that has ended does not, even if the JDK has not reaped it yet. */
    public boolean isAlive() {
        return process.isAlive() && ProcessTable.isAlive(process.pid());
    }

    /** SIGINT: for PostgreSQL a fast shutdown. */
    void interrupt() {
        Signals.interrupt(process.pid());
    }

    /** SIGTERM, and SIGKILL for what is still there after the limit. */
    public void terminate(Duration limit) {
        process.destroy();
        if (!endedWithin(limit)) {
            killTree();
        }
    }

    /** SIGKILL for the process and its children, at once. */
    public void killTree() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        endedWithin(Duration.ofSeconds(10));
        children.forEach(child -> ProcessTable.awaitEnd(child.pid(), Duration.ofSeconds(10)));
    }

    /** Waits for the end of the process, no longer than the limit. */
    public boolean endedWithin(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            killTree();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted while waiting for " + name, e);
        }
    }

    /** The last lines of the log on one line, without stack frames, and where the whole log is. */
    public String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(logFile), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line ->
                            !line.isBlank() && !STACK_FRAME.matcher(line).find())
                    .toList();
            return lines.stream()
                            .skip(Math.max(0, lines.size() - TAIL_LINES))
                            .map(String::strip)
                            .collect(Collectors.joining(" | "))
                    + " (log: " + logFile + ")";
        } catch (IOException e) {
            return "its log " + logFile + " cannot be read";
        }
    }

    private static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }
}
