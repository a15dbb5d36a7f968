package org.theorder.lifeboat.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of the contract. */
final class Resources {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Resources() {}

    static Stream<Topic<?>> topics() {
        return Topics.ALL.stream();
    }

    static JsonNode golden(Topic<?> topic) {
        return tree(text("/golden/" + topic.name() + ".json"));
    }

    static String schemaText(Topic<?> topic) {
        return text("/schemas/" + topic.name() + ".v1.json");
    }

    static JsonNode schema(Topic<?> topic) {
        return tree(schemaText(topic));
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without insignificant white space: the bytes as they travel. */
    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String path) {
        try (InputStream file = Objects.requireNonNull(Resources.class.getResourceAsStream(path), path)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
