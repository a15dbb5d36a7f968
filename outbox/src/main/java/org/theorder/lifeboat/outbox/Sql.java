package org.theorder.lifeboat.outbox;

import io.vertx.pgclient.data.Interval;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Our way to write statements and arguments, turned into the client's. */
final class Sql {
    private static final Pattern JSON_PARAMETER = Pattern.compile("(\\$\\d+)\\s*::\\s*(jsonb?)\\b");

    private Sql() {}

    /** The client would send a String for {@code $n::jsonb} as a JSON string; through text it is JSON. */
    static String text(String sql) {
        return sql.contains("::json") ? JSON_PARAMETER.matcher(sql).replaceAll("$1::text::$2") : sql;
    }

    static Tuple arguments(@Nullable Object... arguments) {
        Tuple tuple = Tuple.tuple();
        for (Object argument : arguments) {
            tuple.addValue(argument(argument));
        }
        return tuple;
    }

    private static @Nullable Object argument(@Nullable Object argument) {
        return switch (argument) {
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Duration duration -> interval(duration);
            case Enum<?> constant -> constant.name();
            case byte[] bytes -> io.vertx.core.buffer.Buffer.buffer(bytes);
            case null -> null;
            case Object other -> other;
        };
    }

    private static Interval interval(Duration duration) {
        long microseconds = TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
        return Interval.of(0, 0, 0, 0, 0, Math.toIntExact(microseconds / 1_000_000), (int) (microseconds % 1_000_000));
    }
}
