package org.theorder.lifeboat.backup.upkeep;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;

/**
 * Something that was asked for and took longer than an answer may.
 *
 * @param backupId null if it is about all of them
 * @param finishedAt null while it runs, and if it was interrupted
 * @param error code of the problem, for example {@code not-found}; null unless it failed
 * @param message for people: what is wrong and what to do; null while nothing is
 * @param result what the answer would have been, as JSON; null unless it is done
 */
public record UpkeepRequest(
        UUID id,
        ClusterName cluster,
        Task task,
        @Nullable BackupId backupId,
        State state,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable String error,
        @Nullable String message,
        @Nullable Object result) {

    /** What was asked for. */
    public enum Task {
        VERIFICATION,
        REPAIR,
        RETENTION,
        DELETION
    }

    /** How it goes. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,

        /** The replica that was at it has gone; whoever needs it asks again. */
        INTERRUPTED
    }
}
