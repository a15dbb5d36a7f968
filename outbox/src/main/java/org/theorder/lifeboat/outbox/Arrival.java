package org.theorder.lifeboat.outbox;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record made fit for the inbox, whatever it is: its CloudEvents attributes, or what stands in for them.
 *
 * @param type empty if there is none
 * @param unreadable why it is no CloudEvent that can be handled; null if it is one
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes go through as they came; nobody compares these records
record Arrival(
        String source,
        String eventId,
        String type,
        String subject,
        Instant publishedAt,
        KafkaPosition position,
        Map<String, String> headers,
        @Nullable Instant expiresAt,
        byte[] data,
        @Nullable String unreadable) {
    /** Longer texts do not fit into an index of PostgreSQL, and nobody sends such. */
    private static final int LONGEST = 500;

    static Arrival of(ConsumerRecord<byte[], byte[]> arrived) {
        Map<String, String> headers = CloudEvents.texts(arrived.headers());
        KafkaPosition position = new KafkaPosition(arrived.topic(), arrived.partition(), arrived.offset());
        Instant kafkaTime = Instant.ofEpochMilli(Math.max(0, arrived.timestamp()));
        String unreadable = unreadable(headers, arrived.value());
        // without a trustworthy id of its own the place in Kafka identifies the record
        boolean identified = unreadable == null;
        String source = headers.getOrDefault(CloudEvents.SOURCE, "");
        return new Arrival(
                identified ? source : "kafka:" + position.topic(),
                identified ? headers.getOrDefault(CloudEvents.ID, "") : position.partition() + "/" + position.offset(),
                shortened(headers.getOrDefault(CloudEvents.TYPE, "")),
                subject(headers, arrived.key(), source),
                CloudEvents.time(headers, CloudEvents.TIME, kafkaTime),
                position,
                headers,
                headers.containsKey(CloudEvents.EXPIRY_TIME)
                        ? CloudEvents.time(headers, CloudEvents.EXPIRY_TIME, kafkaTime)
                        : null,
                arrived.value() == null ? new byte[0] : arrived.value(),
                unreadable);
    }

    /** As the row that it became. */
    InboxEvent event(long id) {
        return new InboxEvent(id, source, eventId, type, subject, publishedAt, position, 0);
    }

    boolean expired(Instant now) {
        return expiresAt != null && expiresAt.isBefore(now);
    }

    private static @Nullable String unreadable(Map<String, String> headers, byte @Nullable [] value) {
        if (!headers.getOrDefault(CloudEvents.SPECVERSION, "").startsWith("1.")) {
            return "no CloudEvents 1.0 in binary mode: the header " + CloudEvents.SPECVERSION
                    + " is missing or not 1.x";
        }
        for (String name : new String[] {CloudEvents.ID, CloudEvents.SOURCE, CloudEvents.TYPE}) {
            String text = headers.getOrDefault(name, "");
            if (text.isBlank() || text.length() > LONGEST) {
                return "the header " + name + " is missing or longer than " + LONGEST + " characters";
            }
        }
        return value == null ? "the record has no value" : null;
    }

    private static String subject(Map<String, String> headers, byte @Nullable [] key, String source) {
        String fromKey = key == null ? source : CloudEvents.oneLine(CloudEvents.text(key));
        String subject = Optional.ofNullable(headers.get(CloudEvents.SUBJECT)).orElse(fromKey);
        return subject.isBlank() ? "unknown" : shortened(subject);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
