package org.theorder.lifeboat.repository.backup;

import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** An interrupted thread: somebody wants this work to end. */
public final class Interruption {
    private Interruption() {}

    /** The exception to throw; the thread stays interrupted. */
    public static LifeboatException of(InterruptedException e) {
        Thread.currentThread().interrupt();
        return explained(e);
    }

    /** The exception alone, for a thread that has to tidy up before it is interrupted again. */
    public static LifeboatException explained(InterruptedException e) {
        return new LifeboatException(
                ErrorCode.TIMED_OUT, "the work was interrupted before its end: it is to be started again", e);
    }
}
