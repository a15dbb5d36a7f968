package org.theorder.lifeboat.notifier.maintenance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.incident.Telling;

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
    /** That it was taken back before it began. */
    public static final Telling CANCELLED = new Telling(Telling.Kind.RESOLVED, "cancelled");

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

        /** Where the maintenance stood then, in small letters. */
        public String word() {
            return id.equals(CANCELLED.cause())
                    ? CANCELLED.cause()
                    : status.word().toLowerCase(Locale.ROOT);
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

    /** What people are told when that is said: whatever is heard first announces it. */
    Telling telling(Update said) {
        boolean first = updates.size() == 1;
        Telling.Kind kind = said.status() == MaintenanceStatus.COMPLETED
                ? Telling.Kind.RESOLVED
                : first ? Telling.Kind.OPENED : Telling.Kind.UPDATED;
        return new Telling(kind, said.id());
    }

    /** The same as people are told that it was taken back, with {@link #CANCELLED}; it is shown nowhere then. */
    public Maintenance cancelled(Instant at) {
        List<Update> all = new ArrayList<>(updates);
        all.addFirst(new Update(CANCELLED.cause(), status, "The maintenance is cancelled.", true, at));
        return new Maintenance(
                id,
                name,
                status,
                components,
                scheduledFor,
                scheduledUntil,
                createdAt,
                beganAt,
                endedAt,
                List.copyOf(all));
    }
}
