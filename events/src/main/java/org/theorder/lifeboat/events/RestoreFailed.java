package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A restore was refused or did not pass; nothing that looks like a good database was left behind.
 *
 * @param message why, for people: what happened, to what, what to do
 * @param checks what had been checked by then
 */
public record RestoreFailed(
        RestoreId restoreId,
        ClusterName cluster,
        RestoreMode mode,
        @Nullable IncidentId incident,
        ErrorCode code,
        String message,
        Instant failedAt,
        List<Check> checks) {}
