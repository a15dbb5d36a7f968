package org.theorder.lifeboat.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Processes as {@code /proc} shows them (Linux proc(5)), children of ours or not. One that has ended and waits to be
 * reaped is gone: in a container, process 1 may never do that.
 */
public final class ProcessTable {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int STATE = 0;
    private static final int START_TICKS = 19;

    private ProcessTable() {}

    /** Whether a process with this number runs. */
    public static boolean isAlive(long pid) {
        return startTicks(pid).isPresent();
    }

    /**
     * When the process with this number started, in clock ticks since boot: together with the number it names a process
     * that no later one can be mistaken for.
     *
     * @return empty if there is none
     */
    public static OptionalLong startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // the name, in parentheses, may itself hold blanks and parentheses
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean ended = fields[STATE].equals("Z") || fields[STATE].equals("X");
            return ended ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[START_TICKS]));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Waits for the end of a process. (The JDK looks after processes that are no children of its own only every few
     * seconds.)
     *
     * @return whether it has ended
     */
    public static boolean awaitEnd(long pid, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isAlive(pid)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** SIGSTOP: the process stands still until {@link #wake}, its files and connections stay open. */
    public static void pause(long pid) {
        Signals.stop(pid);
    }

    /** SIGCONT: a paused process goes on. */
    public static void wake(long pid) {
        Signals.goOn(pid);
    }
}
