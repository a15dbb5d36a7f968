package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON: times and durations as ISO 8601 text, values as their text form, unknown fields ignored, missing
 * required fields, wrong types and anything larger than {@link #LARGEST} refused.
 */
public final class EventJson {
    /** Bytes of the largest event, Kafka's own default for a record. */
    public static final int LARGEST = 1_048_576;

    private static final int DEEPEST = 32;

    private static final ObjectMapper MAPPER = strict(new JsonMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LARGEST)
                            .maxNumberLength(32)
                            .build())
                    .build()))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private EventJson() {}

    public static byte[] write(Object event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, event.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    /** @throws LifeboatException EVENT_INVALID if the bytes are not this event; the message names the field */
    public static <E> E read(Topic<E> topic, byte[] json) {
        if (json.length > LARGEST) {
            throw invalid(
                    topic, new JsonFault(null, json.length + " bytes, and the largest event has " + LARGEST), null);
        }
        E event;
        try {
            event = MAPPER.readValue(json, topic.event());
        } catch (JsonProcessingException e) {
            throw invalid(topic, JsonFault.of(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes cannot fail to be read", e);
        }
        RequiredFields.firstMissing(event).ifPresent(fault -> {
            throw invalid(topic, fault, null);
        });
        return event;
    }

    /**
     * Makes a mapper speak as events do, but refuse unknown fields, as is right for a request that a person or a
     * program of this release has written.
     *
     * @return the same mapper
     */
    public static ObjectMapper strict(ObjectMapper mapper) {
        mapper.coercionConfigFor(LogicalType.Integer).setCoercion(CoercionInputShape.String, CoercionAction.Fail);
        mapper.coercionConfigFor(LogicalType.Boolean)
                .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        return mapper.registerModule(new JavaTimeModule())
                .registerModule(new TimesAsText())
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    /** Whether a type is written as one text, by {@link JsonValue} or because it is one. */
    static boolean isText(Class<?> type) {
        return type == String.class
                || Arrays.stream(type.getMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    private static LifeboatException invalid(Topic<?> topic, JsonFault fault, @Nullable Throwable cause) {
        return new LifeboatException(
                ErrorCode.EVENT_INVALID, "not a " + topic.type() + ": " + fault.explanation(), cause);
    }
}
