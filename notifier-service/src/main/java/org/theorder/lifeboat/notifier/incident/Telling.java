package org.theorder.lifeboat.notifier.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;

/**
 * That people are owed a message, and which one.
 *
 * @param cause names the message among those of its incident, the same whoever decides it and however often:
 *     {@code opened}, {@code updated-4}, {@code acknowledged-5}, {@code escalated}, {@code resolved-6}
 */
public record Telling(Kind kind, String cause) {
    /** What happened to the incident, for those who are told. */
    public enum Kind {
        OPENED,
        UPDATED,
        /** Somebody has taken it. */
        ACKNOWLEDGED,
        /** Nobody has acknowledged it in time. */
        ESCALATED,
        RESOLVED
    }

    /** What people were last told. */
    enum Told {
        OPEN,
        RESOLVED
    }

    /**
     * Of what is older than this and was told to nobody, nobody is told any more: retries would have been given up by now.
     * Whoever was told of the beginning is owed the end, however late it is heard of.
     */
    public static final Duration LATEST = Duration.ofDays(3);

    /** False for what is a matter of the teams: who has taken it, or that nobody has. */
    public boolean isForThePublic() {
        return kind != Kind.ACKNOWLEDGED && kind != Kind.ESCALATED;
    }

    /**
     * Decides about news that carried the incident to a higher version.
     *
     * @param told null if nobody was told anything yet
     * @param before the state so far; null if it was not known
     * @param news what made {@code news.incident()} the present state
     */
    static Optional<Telling> of(@Nullable Told told, @Nullable Incident before, IncidentNews news, Instant now) {
        Incident after = news.incident();
        boolean open = after.status() != IncidentStatus.RESOLVED;
        if (told == null) {
            // a muted one is only shown; the update that takes the mute away opens it for people
            if (after.severity() == Severity.INFO
                    || after.muted() != null
                    || news.at().isBefore(now.minus(LATEST))) {
                return Optional.empty();
            }
            // whichever event came first: who is told of an open incident first, is told that it was opened
            return Optional.of(
                    open
                            ? new Telling(Kind.OPENED, "opened")
                            : new Telling(Kind.RESOLVED, "resolved-" + after.version()));
        }
        return switch (told) {
            case OPEN ->
                open ? between(before, news) : Optional.of(new Telling(Kind.RESOLVED, "resolved-" + after.version()));
            case RESOLVED -> open || !news.automatic() ? updated(after) : Optional.empty();
        };
    }

    /**
     * Machines write on the page; only a person's words, that it is worse than people were told, and who has taken it are
     * worth a message between the beginning and the end.
     */
    private static Optional<Telling> between(@Nullable Incident before, IncidentNews news) {
        Incident after = news.incident();
        boolean worse = before != null && after.severity().compareTo(before.severity()) < 0;
        if (worse || !news.automatic()) {
            return updated(after);
        }
        boolean taken = after.acknowledgedBy() != null
                && (before == null || !after.acknowledgedBy().equals(before.acknowledgedBy()));
        return taken
                ? Optional.of(new Telling(Kind.ACKNOWLEDGED, "acknowledged-" + after.version()))
                : Optional.empty();
    }

    private static Optional<Telling> updated(Incident after) {
        return Optional.of(new Telling(Kind.UPDATED, "updated-" + after.version()));
    }
}
