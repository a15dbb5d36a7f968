package org.theorder.lifeboat.local.suite;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that cannot be mistaken for another one that gets its number later.
 *
 * @param startTicks when it started, in clock ticks since boot: field 22 of {@code /proc/<pid>/stat} (Linux proc(5))
 */
public record ProcessIdentity(long pid, long startTicks) {
    private static final int START_TICKS_AFTER_NAME = 19;

    /** The process that has this number now; one that has ended already is never alive. */
    static ProcessIdentity of(long pid) {
        return new ProcessIdentity(pid, startTicks(pid));
    }

    static ProcessIdentity current() {
        return of(ProcessHandle.current().pid());
    }

    @JsonIgnore
    public boolean isAlive() {
        return startTicks >= 0
                && startTicks(pid) == startTicks
                && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** SIGTERM, and SIGKILL if it is still there after the limit. */
    void end(Duration limit) {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(handle -> {
                handle.destroy();
                if (!ended(handle, limit)) {
                    handle.destroyForcibly();
                    ended(handle, Duration.ofSeconds(5));
                }
            });
        }
    }

    /** SIGKILL, for tests that crash a service. */
    public void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(handle -> {
                handle.destroyForcibly();
                ended(handle, Duration.ofSeconds(5));
            });
        }
    }

    boolean awaitEnd(Duration limit) {
        return !isAlive()
                || ProcessHandle.of(pid).map(handle -> ended(handle, limit)).orElse(true);
    }

    private static boolean ended(ProcessHandle handle, Duration limit) {
        CompletableFuture<ProcessHandle> end = handle.onExit();
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }

    private static long startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // the name, in parentheses, may itself hold blanks and parentheses
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[START_TICKS_AFTER_NAME]);
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return -1;
        }
    }
}
