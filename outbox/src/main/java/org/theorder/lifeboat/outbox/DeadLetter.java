package org.theorder.lifeboat.outbox;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An event that could not be read or handled.
 *
 * @param error the code, for example {@code event-invalid}
 * @param reason for people
 */
@Schema(description = "An event that this service could not read or handle; it waits for a person")
public record DeadLetter(
        @Schema(description = "Its number in this service, for the replay")
        long id,

        String topic,
        int partition,
        long offset,

        @Schema(description = "CloudEvents source; kafka:<topic> if the record was no CloudEvent")
        String source,

        String eventId,

        @Schema(description = "CloudEvents type; empty if there was none")
        String type,

        @Schema(description = "The cluster, incident or service it is about")
        String subject,

        Instant publishedAt,
        Instant receivedAt,
        Instant diedAt,

        @Schema(description = "How often handling failed") int tries,

        @Schema(description = "Error code", examples = "event-invalid")
        String error,

        @Schema(description = "What was wrong") String reason) {}
