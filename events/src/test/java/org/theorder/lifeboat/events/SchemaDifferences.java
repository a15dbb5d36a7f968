package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares a topic's JSON Schema with its record, field by field, as deep as they go. */
final class SchemaDifferences {
    private final JsonNode root;
    private final List<String> differences = new ArrayList<>();

    private SchemaDifferences(JsonNode root) {
        this.root = root;
    }

    /** @return one line for each difference */
    static List<String> between(Topic<?> topic) {
        SchemaDifferences found = new SchemaDifferences(Resources.schema(topic));
        found.record(topic.event(), found.root, topic.name(), Set.of());
        return found.differences;
    }

    /** @param further properties that the schema has beside the components */
    private void record(Class<?> type, JsonNode schema, String path, Set<String> further) {
        expect(path + " type", "object", schema.path("type").asText());
        Set<String> names = new TreeSet<>(further);
        Set<String> required = new TreeSet<>(further);
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(component.getName());
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable) {
                required.add(component.getName());
            }
            JsonNode property = schema.path("properties").path(component.getName());
            String at = path + "." + component.getName();
            expect(at + " may be null", nullable, mayBeNull(property));
            value(component.getGenericType(), withoutNull(property), at);
        }
        expect(path + " properties", names, names(schema.path("properties")));
        expect(path + " required", required, texts(schema.path("required")));
    }

    private void value(Type type, JsonNode schema, String path) {
        if (type instanceof ParameterizedType list) {
            expect(path + " type", "array", type(schema));
            value(list.getActualTypeArguments()[0], resolve(schema.path("items")), path + "[]");
            return;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == Instant.class) {
            expect(path + " type", "string", type(schema));
            expect(path + " format", "date-time", schema.path("format").asText());
        } else if (raw == Duration.class) {
            expect(path + " type", "string", type(schema));
            expect(path + " has a pattern", true, schema.has("pattern"));
        } else if (raw == boolean.class || raw == Boolean.class) {
            expect(path + " type", "boolean", type(schema));
        } else if (raw == int.class || raw == Integer.class || isLong(raw)) {
            expect(path + " type", "integer", type(schema));
            expect(
                    path + " format",
                    isLong(raw) ? "int64" : "int32",
                    schema.path("format").asText());
        } else if (raw.isEnum()) {
            Set<String> wireNames = new TreeSet<>();
            Arrays.stream(raw.getEnumConstants())
                    .forEach(constant -> wireNames.add(EventJson.tree(constant).asText()));
            expect(path + " enum", wireNames, texts(schema.path("enum")));
        } else if (EventJson.isText(raw)) {
            expect(path + " type", "string", type(schema));
            expect(path + " has a pattern", raw != String.class, schema.has("pattern"));
        } else if (raw.isSealed()) {
            choice(raw, schema, path);
        } else {
            record(raw, schema, path, Set.of());
        }
    }

    private static boolean isLong(Class<?> type) {
        return type == long.class || type == Long.class;
    }

    private void choice(Class<?> type, JsonNode schema, String path) {
        JsonSubTypes.Type[] subTypes = type.getAnnotation(JsonSubTypes.class).value();
        expect(path + " choices", subTypes.length, schema.path("oneOf").size());
        for (JsonSubTypes.Type subType : subTypes) {
            for (JsonNode option : schema.path("oneOf")) {
                if (option.at("/properties/type/const").asText().equals(subType.name())) {
                    record(subType.value(), option, path + ":" + subType.name(), Set.of("type"));
                }
            }
        }
    }

    private void expect(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            differences.add(what + ": the record says " + expected + ", the schema says " + actual);
        }
    }

    private static boolean mayBeNull(JsonNode schema) {
        if (schema.has("anyOf")) {
            return schema.path("anyOf").size() == 2
                    && schema.path("anyOf").path(1).path("type").asText().equals("null");
        }
        return schema.path("type").isArray() && texts(schema.path("type")).contains("null");
    }

    private JsonNode withoutNull(JsonNode schema) {
        return resolve(schema.has("anyOf") ? schema.path("anyOf").path(0) : schema);
    }

    private JsonNode resolve(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith("#") ? root.at(reference.substring(1)) : schema;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asText() : type.asText();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
