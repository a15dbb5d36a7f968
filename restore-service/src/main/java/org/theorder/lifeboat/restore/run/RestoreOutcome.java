package org.theorder.lifeboat.restore.run;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;

/** How a restore ended. As JSON with a field {@code outcome}: {@code restored}, {@code refused}, {@code failed} or {@code cancelled}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RestoreOutcome.Restored.class, name = "restored"),
    @JsonSubTypes.Type(value = RestoreOutcome.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = RestoreOutcome.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = RestoreOutcome.Cancelled.class, name = "cancelled")
})
public sealed interface RestoreOutcome {
    /** When it ended. */
    Instant endedAt();

    /**
     * The target was reached and every check passed.
     *
     * @param region that most of the backup was read from
     * @param backup the newest one that files were taken from
     * @param chain all backups that files were taken from, the full one first; null in outcomes of older releases
     * @param recoveredTo end of the replayed WAL
     * @param lastCommitAt of the newest replayed transaction, primary's clock; null if none was replayed
     * @param timeline that the restored server writes on
     * @param restoredBytes of all files, as restored
     * @param walBytes that were replayed
     * @param restoreTime from the request to the verified (and, if asked for, answering) server
     * @param phases how long each phase took
     * @param notes what went otherwise than planned: regions left out, backups passed over
     * @param notProven what could not be checked, and why; null in outcomes of older releases
     */
    record Restored(
            RegionName region,
            BackupId backup,
            @Nullable List<BackupId> chain,
            Lsn recoveredTo,
            @Nullable Instant lastCommitAt,
            int timeline,
            long restoredBytes,
            long walBytes,
            Instant endedAt,
            Duration restoreTime,
            List<PhaseTime> phases,
            List<String> notes,
            List<Check> checks,
            @Nullable List<String> notProven)
            implements RestoreOutcome {

        /** The same after one more phase. */
        Restored after(PhaseTime phase, Instant endedAt, Duration restoreTime) {
            return new Restored(
                    region,
                    backup,
                    chain,
                    recoveredTo,
                    lastCommitAt,
                    timeline,
                    restoredBytes,
                    walBytes,
                    endedAt,
                    restoreTime,
                    Stream.concat(phases.stream(), Stream.of(phase)).toList(),
                    notes,
                    checks,
                    notProven);
        }
    }

    /** Nothing was written: the request cannot be fulfilled as it is. */
    record Refused(ErrorCode code, String message, Instant endedAt) implements RestoreOutcome {}

    /**
     * Somebody asked for its end before it was over; what had been written is removed.
     *
     * @param by who
     */
    record Cancelled(String by, Instant endedAt) implements RestoreOutcome {}

    /**
     * It was begun and did not succeed.
     *
     * @param region that was chosen; null if its pod ended before it could tell
     * @param backup that was chosen; null if its pod ended before it could tell
     * @param chain the backups that it consists of, the full one first; null in outcomes of older releases
     * @param checks what had been checked by then
     */
    record Failed(
            ErrorCode code,
            String message,
            Instant endedAt,
            @Nullable RegionName region,
            @Nullable BackupId backup,
            @Nullable List<BackupId> chain,
            Duration restoreTime,
            List<PhaseTime> phases,
            List<Check> checks)
            implements RestoreOutcome {}
}
