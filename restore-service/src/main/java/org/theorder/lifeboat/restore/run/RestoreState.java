package org.theorder.lifeboat.restore.run;

/** Where a restore stands. */
public enum RestoreState {
    REQUESTED,
    /** Begun and not ended; also while nobody works on it because its process died. */
    RUNNING,
    RESTORED,
    REFUSED,
    FAILED,
    CANCELLED
}
