package org.theorder.lifeboat.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup was tried and is not there.
 *
 * @param backupId the attempt, if it had begun
 * @param code why
 * @param message why, for people: what happened, to what, what to do
 * @param requestedKind what was asked for; {@code kind} is what was tried, which may be a full one instead
 * @param fullBecause why a full one was tried although an incremental was asked for; null otherwise
 * @param fullBecauseMessage the same for people
 * @param durationMillis from {@code startedAt} to {@code failedAt}
 */
public record BackupFailed(
        @Nullable BackupId backupId,
        ClusterName cluster,
        BackupKind kind,
        ErrorCode code,
        String message,
        Instant startedAt,
        Instant failedAt,
        @Nullable BackupKind requestedKind,
        @Nullable ErrorCode fullBecause,
        @Nullable String fullBecauseMessage,
        @Nullable Long durationMillis) {}
