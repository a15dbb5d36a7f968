package org.theorder.lifeboat.restore.run;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.restore.place.TargetDirectory;

/** An outcome that is to be told, and the target that waits for it. */
public final class FinishedRestore implements AutoCloseable {
    private final RestoreOutcome outcome;
    private final @Nullable TargetDirectory target;
    private final RestoreMode mode;
    private final Runnable removal;

    FinishedRestore(RestoreOutcome outcome, @Nullable TargetDirectory target, RestoreMode mode) {
        this(outcome, target, mode, () -> {});
    }

    private FinishedRestore(
            RestoreOutcome outcome, @Nullable TargetDirectory target, RestoreMode mode, Runnable removal) {
        this.outcome = outcome;
        this.target = target;
        this.mode = mode;
        this.removal = removal;
    }

    /**
     * Of a restore whose target is not here.
     *
     * @param removal of what a drill made there; a live restore needs no settling
     */
    public static FinishedRestore elsewhere(RestoreOutcome outcome, RestoreMode mode, Runnable removal) {
        return new FinishedRestore(outcome, null, mode, removal);
    }

    public RestoreOutcome outcome() {
        return outcome;
    }

    /** After the outcome is durable: a drill's directory goes, a live restore's mark moves into it. */
    public void settle() {
        if (target == null) {
            if (mode == RestoreMode.DRILL) {
                removal.run();
            }
            return;
        }
        switch (mode) {
            case DRILL -> target.discard();
            case LIVE -> {
                if (outcome instanceof RestoreOutcome.Restored
                        || target.evidence().isPresent()) {
                    target.settle();
                }
            }
        }
    }

    @Override
    public void close() {
        if (target != null) {
            target.close();
        }
    }
}
