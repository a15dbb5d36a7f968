package org.theorder.lifeboat.backup.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;

/**
 * What is to be done now for one cluster, and what comes.
 *
 * @param decisions to be written down (and asked for) now; at most one per kind
 * @param outlooks per kind that the schedule takes at all
 * @param lookAgainAt nothing changes by itself before; null for never
 */
record SchedulePlan(
        List<ScheduledRun> decisions,
        Map<BackupKind, Outlook> outlooks,
        @Nullable Instant lookAgainAt) {
    SchedulePlan {
        decisions = List.copyOf(decisions);
        outlooks = Map.copyOf(outlooks);
    }

    /**
     * @param next when it is due next by the cron; null for never
     * @param overdueSince a due run that waits; null if none does
     * @param waitingFor why it waits, for people; null if it does not
     * @param retryAt when a failed backup is tried again; null if there is none
     */
    record Outlook(
            @Nullable Instant next,
            @Nullable Instant overdueSince,
            @Nullable String waitingFor,
            @Nullable Instant retryAt) {}
}
