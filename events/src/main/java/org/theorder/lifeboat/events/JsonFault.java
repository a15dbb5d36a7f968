package org.theorder.lifeboat.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a JSON text, for people: names the field, and neither classes nor more of the text than one value.
 *
 * @param field where, for example {@code place.port} or {@code regions[0].durableLsn}; null if it is the text as a whole
 * @param message what is wrong there
 */
public record JsonFault(@Nullable String field, String message) {
    public static JsonFault of(JsonProcessingException e) {
        return new JsonFault(e instanceof JsonMappingException mapping ? path(mapping) : null, message(e));
    }

    /** Field and message in one line. */
    public String explanation() {
        return field == null ? message : "field " + field + ": " + message;
    }

    private static @Nullable String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Shown.of(reference.getFieldName()));
            }
        }
        return path.isEmpty() ? null : path.toString();
    }

    private static String message(JsonProcessingException e) {
        if (e.getCause() instanceof LifeboatException refused) {
            return refused.explanation();
        }
        if (e instanceof StreamConstraintsException || e.getCause() instanceof StreamConstraintsException) {
            return "too long or too deeply nested";
        }
        if (e.getCause() instanceof InputCoercionException number) {
            return "must be " + expected(number.getTargetType());
        }
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "is not known here; known are "
                        + unknown.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case InvalidTypeIdException type ->
                type.getTypeId() == null
                        ? "the type is missing"
                        : "'" + Shown.of(type.getTypeId()) + "' is not a type that is known here";
            case MismatchedInputException mismatch when isNullForPrimitive(mismatch) -> "is missing";
            case MismatchedInputException mismatch -> "must be " + expected(mismatch.getTargetType());
            case StreamReadException twice
            when twice.getOriginalMessage().startsWith("Duplicate field") -> "a field is there twice";
            case StreamReadException syntax -> "not JSON" + at(syntax);
            default -> "cannot be read";
        };
    }

    private static boolean isNullForPrimitive(MismatchedInputException e) {
        return e.getTargetType() != null
                && e.getTargetType().isPrimitive()
                && e.getOriginalMessage().startsWith("Cannot map `null`");
    }

    private static String at(StreamReadException syntax) {
        return syntax.getLocation() == null
                ? ""
                : ": stops making sense at line " + syntax.getLocation().getLineNr() + ", column "
                        + syntax.getLocation().getColumnNr();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(JsonFault::wireName)
                            .collect(Collectors.joining(", "));
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (type == Instant.class) {
            return "an ISO 8601 time in UTC, for example 2026-11-22T12:03:40Z";
        }
        if (type == Duration.class) {
            return "an ISO 8601 duration, for example PT5S";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number between the limits of " + (type == int.class || type == Integer.class ? "32" : "64")
                    + " bits";
        }
        return EventJson.isText(type) ? "text" : "an object";
    }

    private static String wireName(Object constant) {
        return EventJson.tree(constant).asText();
    }
}
