package org.theorder.lifeboat.restore.request;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.restore.run.Forecast;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestorePhase;
import org.theorder.lifeboat.restore.run.RestoreState;

/**
 * A restore as REST shows it.
 *
 * @param bytesDone of the phase: files copied, or pages read
 * @param bytesTotal of the phase; 0 while unknown
 * @param walPosition how far replay is; null before it began
 * @param walEnd where replay goes; null before it is known, and for a time, of which nobody knows where it lies
 * @param phaseEndsAt forecast for the present phase, also of replay to a time; null while nobody can say
 * @param endsAt forecast for the whole, with the later phases as they took when the cluster was restored last; null while
 *     nobody can say
 * @param outcome null until the restore has ended
 */
public record RestoreView(
        RestoreId restoreId,
        ClusterName cluster,
        RecoveryTarget target,
        @Nullable TargetTimeline timeline,
        @Nullable RegionName region,
        RestoreRequested.Place place,
        RestoreMode mode,
        @Nullable IncidentId incident,
        String requestedBy,
        Instant requestedAt,
        RestoreState state,
        int attempts,
        RestorePhase phase,
        long bytesDone,
        long bytesTotal,
        @Nullable Lsn walPosition,
        @Nullable Lsn walEnd,
        @Nullable Instant phaseEndsAt,
        @Nullable Instant endsAt,
        @Nullable Instant endedAt,
        @Nullable RestoreOutcome outcome) {

    static RestoreView of(Restore restore, Forecast forecast) {
        RestoreRequested request = restore.request();
        return new RestoreView(
                request.restoreId(),
                request.cluster(),
                request.target(),
                request.timeline(),
                request.region(),
                request.place(),
                request.mode(),
                request.incident(),
                request.requestedBy(),
                restore.requestedAt(),
                restore.state(),
                restore.attempts(),
                restore.phase(),
                restore.bytesDone(),
                restore.bytesTotal(),
                restore.walPosition(),
                restore.walEnd(),
                restore.phaseEndsAt(),
                forecast.endOf(restore),
                restore.endedAt(),
                restore.outcome());
    }
}
