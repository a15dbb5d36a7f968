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
 *     {@code opened}, {@code updated-4}, {@code escalated}, {@code resolved-5}
 */
public record Telling(Kind kind, String cause) {
    /** What happened to the incident, for those who are told. */
    public enum Kind {
        OPENED,
        UPDATED,
        /** Nobody has acknowledged it in time. */
        ESCALATED,
        RESOLVED
    }

    /** What people were last told. */
    enum Told {
        OPEN,
        RESOLVED
    }

    /** What is older than this is recorded and not told any more: retries would have been given up by now. */
    static final Duration LATEST = Duration.ofDays(3);

    /**
     * Decides about news that carried the incident to a higher version.
     *
     * @param told null if nobody was told anything yet
     * @param before how severe it was; null if it was not known
     * @param news what made {@code news.incident()} the present state
     */
    static Optional<Telling> of(@Nullable Told told, @Nullable Severity before, IncidentNews news, Instant now) {
        if (news.at().isBefore(now.minus(LATEST))) {
            return Optional.empty();
        }
        Incident after = news.incident();
        boolean open = after.status() != IncidentStatus.RESOLVED;
        if (told == null) {
            // a muted one is only shown; the update that takes the mute away opens it for people
            if (after.severity() == Severity.INFO || after.muted() != null) {
                return Optional.empty();
            }
            // whichever event came first: who is told of an open incident first, is told that it was opened
            return Optional.of(
                    open
                            ? new Telling(Kind.OPENED, "opened")
                            : new Telling(Kind.RESOLVED, "resolved-" + after.version()));
        }
        return switch (told) {
            case OPEN -> {
                if (!open) {
                    yield Optional.of(new Telling(Kind.RESOLVED, "resolved-" + after.version()));
                }
                // machines write on the page; only a person's words, and that it is worse than people were told, are
                // worth
                // a message between the beginning and the end
                boolean worse = before != null && after.severity().compareTo(before) < 0;
                yield news.automatic() && !worse ? Optional.empty() : updated(after);
            }
            case RESOLVED -> open || !news.automatic() ? updated(after) : Optional.empty();
        };
    }

    private static Optional<Telling> updated(Incident after) {
        return Optional.of(new Telling(Kind.UPDATED, "updated-" + after.version()));
    }
}
