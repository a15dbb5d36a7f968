package org.theorder.lifeboat.outbox;

import java.time.Instant;

/**
 * A row of the inbox that is to be handled.
 *
 * @param type CloudEvents type; empty if the record was no CloudEvent
 * @param tries how often handling has failed
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes go through as they came; nobody compares these records
record InboxEvent(
        long id,
        String source,
        String eventId,
        String type,
        String subject,
        Instant publishedAt,
        KafkaPosition position,
        int tries,
        byte[] data) {}
