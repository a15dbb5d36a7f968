package org.theorder.lifeboat.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A row of the outbox.
 *
 * @param headers Kafka headers beyond CloudEvents
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes go through as they came; nobody compares these records
record OutboxEvent(
        long id,
        UUID eventId,
        String topic,
        String type,
        String subject,
        Instant publishedAt,
        Map<String, String> headers,
        byte[] data) {}
