package org.theorder.lifeboat.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup was tried and is not there.
 *
 * @param backupId the attempt, if it had begun
 * @param code why
 * @param message why, for people: what happened, to what, what to do
 */
public record BackupFailed(
        @Nullable BackupId backupId,
        ClusterName cluster,
        BackupKind kind,
        ErrorCode code,
        String message,
        Instant startedAt,
        Instant failedAt) {}
