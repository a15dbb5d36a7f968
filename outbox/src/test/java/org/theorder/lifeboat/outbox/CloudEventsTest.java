package org.theorder.lifeboat.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    private static final Instant OTHERWISE = Instant.parse("2026-01-01T00:00:00Z");

    private final OutboxEvent event = new OutboxEvent(
            1,
            UUID.fromString("00000000-0000-4000-8000-000000000001"),
            "incident-opened",
            "org.theorder.lifeboat.incident-opened.v1",
            "INC-1",
            Instant.parse("2026-11-22T01:02:03.456789Z"),
            Map.of(),
            "{}".getBytes(UTF_8));

    @Test
    void headersAreThoseOfTheSpecification() {
        ProducerRecord<String, byte[]> made =
                CloudEvents.record(event, "/lifeboat/monitor-service", Map.of("lifeboat-reason", "ünklar"));

        Map<String, String> headers = new LinkedHashMap<>();
        made.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        assertThat(headers)
                .containsExactly(
                        Map.entry("ce_id", "00000000-0000-4000-8000-000000000001"),
                        Map.entry("ce_source", "/lifeboat/monitor-service"),
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_subject", "INC-1"),
                        Map.entry("ce_time", "2026-11-22T01:02:03.456789Z"),
                        Map.entry("ce_type", "org.theorder.lifeboat.incident-opened.v1"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("lifeboat-reason", "ünklar"));
        assertThat(made.topic()).isEqualTo("incident-opened");
        assertThat(made.key()).isEqualTo("INC-1");
        assertThat(made.value()).isSameAs(event.data());
    }

    @Test
    void furtherHeadersReplaceStandardOnes() {
        ProducerRecord<String, byte[]> made =
                CloudEvents.record(event, "/x", Map.of("content-type", "application/octet-stream"));

        assertThat(made.headers().headers("content-type"))
                .singleElement()
                .extracting(header -> new String(header.value(), UTF_8))
                .isEqualTo("application/octet-stream");
    }

    @Test
    void timesOfAnyOffsetAreReadAndNonsenseIsNot() {
        assertThat(time("2026-11-22T02:02:03+01:00")).isEqualTo("2026-11-22T01:02:03Z");
        assertThat(time("yesterday")).isEqualTo(OTHERWISE);
        assertThat(time("+99999-01-01T00:00:00Z")).isEqualTo(OTHERWISE);
        assertThat(time("-0001-01-01T00:00:00Z")).isEqualTo(OTHERWISE);
        assertThat(CloudEvents.time(Map.of(), "ce_time", OTHERWISE)).isEqualTo(OTHERWISE);
    }

    private static Instant time(String text) {
        return CloudEvents.time(Map.of("ce_time", text), "ce_time", OTHERWISE);
    }
}
