package org.theorder.lifeboat.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;

/**
 * Reads times and durations as ISO 8601 text only, where Jackson would also take numbers and text that looks like one:
 * nobody can tell from 1763812800 whether seconds or milliseconds are meant.
 */
final class TimesAsText extends SimpleModule {
    private static final long serialVersionUID = 1L;

    TimesAsText() {
        super("lifeboat-times-as-text");
        addDeserializer(
                Instant.class,
                new TextOnly<>(Instant.class, text -> OffsetDateTime.parse(text).toInstant()));
        addDeserializer(Duration.class, new TextOnly<>(Duration.class, Duration::parse));
    }

    private static final class TextOnly<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> reader;

        TextOnly(Class<T> type, Function<String, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(this, "not a text");
            }
            try {
                return reader.apply(parser.getText());
            } catch (DateTimeException | ArithmeticException e) {
                return context.reportInputMismatch(this, "not ISO 8601");
            }
        }
    }
}
