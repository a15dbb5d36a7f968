package org.theorder.lifeboat.repository.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * JSON documents as the repository keeps them: indented for people, with a checksum at the end, unknown fields ignored
 * (later writers may add some), everything else strict, with limits on depth and length of what is read.
 */
public final class RepositoryJson {
    /** Nothing in the repository nests deeper; a hostile document could exhaust the stack otherwise. */
    private static final int DEEPEST = 16;

    private static final int LONGEST_TEXT = 64 * 1024;
    private static final int LONGEST_NUMBER = 32;

    private static final ObjectMapper MAPPER = JsonMapper.builder(factory())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** More follows behind an element. */
    private static final ObjectReader ELEMENTS =
            MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RepositoryJson() {}

    /** A factory with the limits, for documents that are too large to be held as a tree; streams stay open. */
    public static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(LONGEST_TEXT)
                        .maxNameLength(LONGEST_TEXT)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build();
    }

    /** With a checksum as the last field. */
    public static byte[] write(Object document) {
        try {
            return DocumentChecksum.append(MAPPER.writeValueAsString(document) + "\n");
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, document.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    /**
     * @param what names the document in the error
     * @throws LifeboatException CORRUPT if the bytes are not such a document or not those that were written, also if the
     *     record's constructor refuses it; CONFIGURATION_INVALID if that says so, because a newer release is needed
     */
    public static <T> T read(Class<T> type, byte[] json, String what) {
        DocumentChecksum.check(json, what);
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new LifeboatException(ErrorCode.CORRUPT, what + " is null");
            }
            return value;
        } catch (IOException e) {
            // a record's constructor may say that a newer release is needed; everything else is damage
            ErrorCode code = e.getCause() instanceof LifeboatException refused
                            && refused.code() == ErrorCode.CONFIGURATION_INVALID
                    ? ErrorCode.CONFIGURATION_INVALID
                    : ErrorCode.CORRUPT;
            throw new LifeboatException(code, what + " cannot be read: " + reason(e), e);
        }
    }

    /** Writes one element of a document that is streamed. */
    public static void write(JsonGenerator generator, Object element) throws IOException {
        MAPPER.writeValue(generator, element);
    }

    /** Reads the element that the parser has come to, of a document that is streamed. */
    public static <T> T read(JsonParser parser, Class<T> type) throws IOException {
        T value = ELEMENTS.forType(type).readValue(parser);
        if (value == null) {
            throw new IOException("an element is null");
        }
        return value;
    }

    /** The parser's first line, without its quotation of the source. */
    public static String reason(IOException e) {
        String message = e.getCause() instanceof LifeboatException refused
                ? refused.explanation()
                : e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        String line = String.valueOf(message).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
