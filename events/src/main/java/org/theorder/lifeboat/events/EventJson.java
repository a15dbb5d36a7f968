package org.theorder.lifeboat.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * Events as JSON: times and durations as ISO 8601 text, values as their text form, unknown fields ignored, missing
 * required fields refused.
 */
public final class EventJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private EventJson() {}

    public static byte[] write(Object event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, event.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    /** @throws LifeboatException EVENT_INVALID if the bytes are not this event */
    public static <E> E read(Topic<E> topic, byte[] json) {
        try {
            E event = MAPPER.readValue(json, topic.event());
            RequiredFields.check(topic.event(), event);
            return event;
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.EVENT_INVALID,
                    "not a " + topic.type() + ": " + Shown.of(String.valueOf(e.getMessage())),
                    e);
        }
    }
}
