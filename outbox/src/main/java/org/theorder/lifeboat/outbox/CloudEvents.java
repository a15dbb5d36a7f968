package org.theorder.lifeboat.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * CloudEvents 1.0 in binary mode (Kafka protocol binding, section 3.2): attributes are headers {@code ce_…}, the value is
 * the data.
 */
final class CloudEvents {
    static final String ID = "ce_id";
    static final String SOURCE = "ce_source";
    static final String TYPE = "ce_type";
    static final String SUBJECT = "ce_subject";
    static final String TIME = "ce_time";
    static final String SPECVERSION = "ce_specversion";

    /** Extension "expiry time": after it the event is of no use any more. */
    static final String EXPIRY_TIME = "ce_expirytime";

    static final String CONTENT_TYPE = "content-type";
    static final String JSON = "application/json";

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private CloudEvents() {}

    /** @param further headers that are added, or that replace one of the standard ones */
    static ProducerRecord<String, byte[]> record(OutboxEvent event, String source, Map<String, String> further) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                SPECVERSION, "1.0",
                ID, event.eventId().toString(),
                SOURCE, source,
                TYPE, event.type(),
                SUBJECT, event.subject(),
                TIME, event.publishedAt().toString(),
                CONTENT_TYPE, JSON));
        headers.putAll(further);
        ProducerRecord<String, byte[]> produced = new ProducerRecord<>(event.topic(), event.subject(), event.data());
        headers.forEach((name, value) -> produced.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return produced;
    }

    /** The last value of each header. */
    static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            byte[] value = header.value();
            texts.put(oneLine(header.key()), value == null ? "" : oneLine(text(value)));
        }
        return texts;
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Without control characters, which CloudEvents forbids in attributes, PostgreSQL in part, and logs cannot bear. */
    static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll("\uFFFD");
    }

    /** The time in the header, or the other one if it is absent, malformed, or none that PostgreSQL can store. */
    static Instant time(Map<String, String> headers, String name, Instant otherwise) {
        try {
            Instant time = OffsetDateTime.parse(headers.getOrDefault(name, "")).toInstant();
            return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? otherwise : time;
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }
}
