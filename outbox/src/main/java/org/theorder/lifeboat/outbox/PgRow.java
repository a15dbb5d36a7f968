package org.theorder.lifeboat.outbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.RowSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

record PgRow(io.vertx.sqlclient.Row row) implements Row {
    static List<Row> all(RowSet<io.vertx.sqlclient.Row> rows) {
        List<Row> all = new ArrayList<>(rows.size());
        rows.forEach(row -> all.add(new PgRow(row)));
        return all;
    }

    @Override
    public String string(String column) {
        return present(column, stringOrNull(column));
    }

    @Override
    public @Nullable String stringOrNull(String column) {
        return converted(column, value -> switch (value) {
            case String text -> text;
            case JsonObject object -> object.encode();
            case JsonArray array -> array.encode();
            default -> value.toString();
        });
    }

    @Override
    public List<String> strings(String column) {
        return present(column, converted(column, value -> List.of((String[]) value)));
    }

    @Override
    public long longValue(String column) {
        return present(column, longOrNull(column));
    }

    @Override
    public @Nullable Long longOrNull(String column) {
        return converted(column, value -> new BigDecimal(((Number) value).toString()).longValueExact());
    }

    @Override
    public int intValue(String column) {
        return present(column, intOrNull(column));
    }

    @Override
    public @Nullable Integer intOrNull(String column) {
        return converted(column, value -> new BigDecimal(((Number) value).toString()).intValueExact());
    }

    @Override
    public double doubleValue(String column) {
        return present(column, doubleOrNull(column));
    }

    @Override
    public @Nullable Double doubleOrNull(String column) {
        return converted(column, value -> ((Number) value).doubleValue());
    }

    @Override
    public boolean bool(String column) {
        return present(column, converted(column, Boolean.class::cast));
    }

    @Override
    public Instant instant(String column) {
        return present(column, instantOrNull(column));
    }

    @Override
    public @Nullable Instant instantOrNull(String column) {
        return converted(column, value -> ((OffsetDateTime) value).toInstant());
    }

    @Override
    public UUID uuid(String column) {
        return present(column, uuidOrNull(column));
    }

    @Override
    public @Nullable UUID uuidOrNull(String column) {
        return converted(column, UUID.class::cast);
    }

    @Override
    public byte[] bytes(String column) {
        return present(column, bytesOrNull(column));
    }

    @Override
    public byte @Nullable [] bytesOrNull(String column) {
        return converted(column, value -> ((Buffer) value).getBytes());
    }

    private <T> @Nullable T converted(String column, Function<Object, T> conversion) {
        int index = row.getColumnIndex(column);
        if (index < 0) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the result has no column " + column);
        }
        Object value = row.getValue(index);
        try {
            return value == null ? null : conversion.apply(value);
        } catch (ClassCastException | ArithmeticException | NumberFormatException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    "column " + column + " holds a " + value.getClass().getSimpleName()
                            + ", which cannot be read this way",
                    e);
        }
    }

    private static <T> T present(String column, @Nullable T value) {
        if (value == null) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "column " + column + " is null; read it with the OrNull form");
        }
        return value;
    }
}
