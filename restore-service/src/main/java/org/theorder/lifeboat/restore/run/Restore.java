package org.theorder.lifeboat.restore.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RestoreRequested;

/**
 * A restore as it is recorded.
 *
 * @param attempts that were begun
 * @param bytesDone of the phase
 * @param bytesTotal of the phase; 0 while unknown
 * @param walPosition how far replay is; null before it began
 * @param walEnd where replay goes; null before it is known, and for a time
 * @param phaseEndsAt when the phase will be over if it goes on as it did; null while nobody can say
 * @param endedAt null until it has ended
 * @param outcome null until it has ended
 * @param escrow a drill that reads with the escrow identity alone
 */
public record Restore(
        RestoreRequested request,
        Instant requestedAt,
        RestoreState state,
        int attempts,
        RestorePhase phase,
        long bytesDone,
        long bytesTotal,
        @Nullable Lsn walPosition,
        @Nullable Lsn walEnd,
        @Nullable Instant phaseEndsAt,
        @Nullable Instant endedAt,
        @Nullable RestoreOutcome outcome,
        boolean escrow) {
    /** Whether somebody else makes it, and this process only waits for them. */
    boolean isElsewhere() {
        return request.place().kubernetes() != null;
    }
}
