package org.theorder.lifeboat.notifier.incident;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;

/**
 * An incident as far as it has been heard of.
 *
 * @param state the newest version heard of; texts cleaned and cut
 * @param updates newest first
 * @param timeline the same as it is signed, oldest first, in the order in which it was recorded; empty where nobody needs it
 */
public record RecordedIncident(
        Incident state,
        List<RecordedUpdate> updates,
        @JsonIgnore List<String> timeline) {
    private static final Comparator<RecordedUpdate> NEWEST_FIRST = Comparator.comparing(RecordedUpdate::at)
            .thenComparingInt(RecordedUpdate::version)
            .reversed();

    public RecordedIncident {
        updates = updates.stream().sorted(NEWEST_FIRST).toList();
    }

    public String id() {
        return state.id().value();
    }

    public boolean isOpen() {
        return state.status() != IncidentStatus.RESOLVED;
    }

    @JsonIgnore
    public boolean isOpenedByAPerson() {
        return state.rule().equals(OperatorWords.RULE);
    }

    /** Whether people are disturbed by it at any hour: what is critical, and a backup that failed. */
    @JsonIgnore
    public boolean isUrgent() {
        return state.severity() == Severity.CRITICAL || state.rule().equals("backup-failed");
    }

    /** As people are told it: also that it is known by now what it came from. */
    @JsonIgnore
    public IncidentStatus toldStatus() {
        boolean explained = updates.stream().anyMatch(update -> update.status() == IncidentStatus.POSTMORTEM);
        return explained && !isOpen() ? IncidentStatus.POSTMORTEM : state.status();
    }

    /** When it was over; null while it is open. */
    public @Nullable Instant endedAt() {
        if (isOpen()) {
            return null;
        }
        Instant resolved = state.resolvedAt();
        return resolved == null ? changedAt() : resolved;
    }

    /** When something about it last became known. */
    public Instant changedAt() {
        return updates.isEmpty() ? state.openedAt() : updates.getFirst().at();
    }

    public Duration lengthUntil(Instant now) {
        Instant end = endedAt();
        return Duration.between(state.openedAt(), end == null ? now : end);
    }
}
