package org.theorder.lifeboat.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a restore is: when a phase begins, and every half minute of a long one. The end is told by {@link
 * RestoreCompleted}, {@link RestoreFailed} or {@link DrillCompleted}.
 *
 * @param incident the incident that this restore answers; null if none
 * @param phase what it does, for example {@code replaying}
 * @param step place of the phase among all of this restore, from 1
 * @param percent of the phase, 0 to 100; null while nobody can say
 * @param requestedAt when the restore was asked for
 */
public record RestoreProgressed(
        RestoreId restoreId,
        ClusterName cluster,
        RestoreMode mode,
        @Nullable IncidentId incident,
        String phase,
        int step,
        int steps,
        @Nullable Integer percent,
        Instant requestedAt,
        Instant at) {}
