package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.incident.Telling;

/** What became of one message to one recipient. */
@Schema(name = "Delivery")
public record LedgerEntry(
        long id,
        @Schema(description = "which incident it is about") String incident,
        Telling.Kind kind,

        @Schema(description = "how it is sent", examples = "mail")
        String channel,

        @Schema(description = "to whom", examples = "database-team@the-order.org")
        String recipient,

        @Schema(description = "place among the messages about this incident to this recipient, from 1")
        int sequence,

        String subject,
        String messageId,
        boolean drill,
        State state,
        Instant enqueuedAt,
        int attempts,

        @Schema(
                description = "attempts of which nobody knows whether the other side took the message: so many copies"
                        + " more than one, all with this messageId, it may have")
        int unknownAttempts,

        @Nullable Instant lastAttemptAt,

        @Nullable @Schema(description = "when it is tried again; null once it is finished")
        Instant nextAttemptAt,

        @Nullable @Schema(description = "when the other side took responsibility; null if it did not")
        Instant acceptedAt,

        @Nullable @Schema(description = "what it said then", examples = "250 2.0.0 Ok: queued as 4XyZ")
        String reply,

        @Nullable @Schema(description = "why the last failed attempt failed")
        String lastError,

        @Nullable
        @Schema(
                description =
                        "who had it sent again, or dealt with it although it is dead; lifeboat if it waits for nobody",
                examples = "anna")
        String takenBy,

        @Nullable Instant takenAt) {
    /**
     * HELD back for a digest and then DIGESTED, WAITING for its next attempt, SENDING, ACCEPTED, SUPERSEDED by a newer
     * message or wanted by nobody, BOUNCED: a subscriber whose address does not exist, or who is gone, or DEAD: it reached nobody. What is DEAD of a
     * message to subscribers is taken by "lifeboat", except the first, of which somebody is told.
     */
    public enum State {
        HELD,
        DIGESTED,
        WAITING,
        SENDING,
        ACCEPTED,
        SUPERSEDED,
        BOUNCED,
        DEAD
    }
}
