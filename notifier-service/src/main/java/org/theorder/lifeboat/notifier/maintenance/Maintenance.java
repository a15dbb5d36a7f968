package org.theorder.lifeboat.notifier.maintenance;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.MaintenanceStatus;

/**
 * Work that was announced.
 *
 * @param components ids of those affected; at least one
 * @param beganAt null before it begins
 * @param endedAt null before it is completed
 * @param updates newest first; the announcement is the last
 */
public record Maintenance(
        String id,
        String name,
        MaintenanceStatus status,
        List<String> components,
        Instant scheduledFor,
        Instant scheduledUntil,
        Instant createdAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt,
        List<Update> updates) {
    /**
     * One thing that was said.
     *
     * @param id the same in every region
     * @param automatic true if the clock said it
     * @param author who said it, for operators alone; null if the clock did, or if it was said in another region
     */
    public record Update(
            String id,
            MaintenanceStatus status,
            String body,
            boolean automatic,
            Instant at,
            @Nullable String author) {
        /** What the clock said, or nobody knows who. */
        public Update(String id, MaintenanceStatus status, String body, boolean automatic, Instant at) {
            this(id, status, body, automatic, at, null);
        }
    }

    public boolean isUpcoming() {
        return status == MaintenanceStatus.SCHEDULED;
    }

    public boolean isRunning() {
        return status == MaintenanceStatus.IN_PROGRESS || status == MaintenanceStatus.VERIFYING;
    }

    public boolean isOver() {
        return status == MaintenanceStatus.COMPLETED;
    }

    /** When something about it was last said. */
    public Instant changedAt() {
        return updates.isEmpty() ? createdAt : updates.getFirst().at();
    }
}
