package org.theorder.lifeboat.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.deser.DurationDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Refuses numbers for times: nobody can tell from 1763812800 whether seconds or milliseconds are meant. */
final class TimesAsText extends SimpleModule {
    private static final long serialVersionUID = 1L;

    TimesAsText() {
        super("lifeboat-times-as-text");
        addDeserializer(Instant.class, new TextOnly<>(Instant.class, InstantDeserializer.INSTANT));
        addDeserializer(Duration.class, new TextOnly<>(Duration.class, DurationDeserializer.INSTANCE));
    }

    private static final class TextOnly<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient JsonDeserializer<T> reader;

        TextOnly(Class<T> type, JsonDeserializer<T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING) || parser.getText().isBlank()) {
                return context.reportInputMismatch(this, "not a text");
            }
            return reader.deserialize(parser, context);
        }
    }
}
