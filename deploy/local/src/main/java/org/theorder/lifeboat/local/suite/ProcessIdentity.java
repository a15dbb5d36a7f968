package org.theorder.lifeboat.local.suite;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import org.theorder.lifeboat.servers.ProcessTable;

/**
 * A process that cannot be mistaken for another one that gets its number later.
 *
 * @param startTicks when it started, in clock ticks since boot; -1 if it had ended by the time somebody looked
 */
public record ProcessIdentity(long pid, long startTicks) {
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    /** The process that has this number now; one that has ended already is never alive. */
    static ProcessIdentity of(long pid) {
        return new ProcessIdentity(pid, ProcessTable.startTicks(pid).orElse(-1));
    }

    static ProcessIdentity current() {
        return of(ProcessHandle.current().pid());
    }

    @JsonIgnore
    public boolean isAlive() {
        return startTicks >= 0 && ProcessTable.startTicks(pid).orElse(-1) == startTicks;
    }

    /** SIGTERM, and SIGKILL if it is still there after the limit. */
    void end(Duration limit) {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
            if (!ProcessTable.awaitEnd(pid, limit)) {
                kill();
            }
        }
    }

    /** SIGKILL. */
    public void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            ProcessTable.awaitEnd(pid, KILL_LIMIT);
        }
    }
}
