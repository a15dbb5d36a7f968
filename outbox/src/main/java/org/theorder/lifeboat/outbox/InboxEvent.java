package org.theorder.lifeboat.outbox;

import java.time.Instant;

/**
 * A row of the inbox that is to be handled, without its content, which can be large.
 *
 * @param type CloudEvents type; empty if the record was no CloudEvent
 * @param tries how often handling has failed
 */
record InboxEvent(
        long id,
        String source,
        String eventId,
        String type,
        String subject,
        Instant publishedAt,
        KafkaPosition position,
        int tries) {}
