package org.theorder.lifeboat.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result, read by column name. A method without {@code OrNull} on a null value, an unknown column, or a
 * value of another kind is a defect of the caller and throws {@code INTERNAL} naming the column.
 */
public interface Row {
    /**
     * Text; a {@code jsonb} object or array as JSON text (formatted anew by PostgreSQL and the client, so not byte for byte),
     * a {@code jsonb} string without its quotes.
     */
    String string(String column);

    @Nullable
    String stringOrNull(String column);

    /** A {@code text[]}. */
    List<String> strings(String column);

    /** Any integer column, also {@code count(*)} and a {@code numeric} without fraction. */
    long longValue(String column);

    @Nullable
    Long longOrNull(String column);

    /** @throws org.theorder.lifeboat.events.LifeboatException INTERNAL if the value does not fit */
    int intValue(String column);

    @Nullable
    Integer intOrNull(String column);

    double doubleValue(String column);

    @Nullable
    Double doubleOrNull(String column);

    boolean bool(String column);

    /** A {@code timestamptz}. */
    Instant instant(String column);

    @Nullable
    Instant instantOrNull(String column);

    UUID uuid(String column);

    @Nullable
    UUID uuidOrNull(String column);

    /** A {@code bytea}. */
    byte[] bytes(String column);

    byte @Nullable [] bytesOrNull(String column);
}
