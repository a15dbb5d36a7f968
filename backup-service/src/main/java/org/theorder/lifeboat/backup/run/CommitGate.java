package org.theorder.lifeboat.backup.run;

import java.util.concurrent.atomic.AtomicReference;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A backup is cancelled before its commit, or committed: never both, never neither. */
final class CommitGate {
    private enum State {
        OPEN,
        COMMITTING,
        CANCELLED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    /** @return false if it is too late: the backup is being committed */
    boolean cancel() {
        return state.compareAndSet(State.OPEN, State.CANCELLED) || isCancelled();
    }

    boolean isCancelled() {
        return state.get() == State.CANCELLED;
    }

    /** @throws LifeboatException CANCELLED if it was */
    void commit() {
        if (!state.compareAndSet(State.OPEN, State.COMMITTING) && isCancelled()) {
            throw new LifeboatException(ErrorCode.CANCELLED, "the backup was cancelled");
        }
    }
}
