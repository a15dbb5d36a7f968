package org.theorder.lifeboat.backup.replication;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/** A row of a result, columns by position. */
record Row(List<Optional<byte[]>> columns) {
    private static final int MOST_COLUMNS = 64;

    static Row read(MessageReader reader) {
        int count = reader.readShort();
        if (count < 0 || count > MOST_COLUMNS) {
            throw reader.broken("sent a row with " + count + " columns");
        }
        List<Optional<byte[]>> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = reader.readInt();
            columns.add(length == -1 ? Optional.empty() : Optional.of(reader.readBytes(length)));
        }
        return new Row(columns);
    }

    boolean isNull(int column) {
        return find(column).isEmpty();
    }

    byte[] bytes(int column) {
        return find(column).orElseThrow(() -> unexpected("a null"));
    }

    String text(int column) {
        return new String(bytes(column), StandardCharsets.UTF_8);
    }

    /** Unsigned 64 bits. */
    long unsigned(int column) {
        try {
            return Long.parseUnsignedLong(text(column));
        } catch (NumberFormatException e) {
            throw unexpected("'" + Text.shown(text(column)) + "' where a number should be");
        }
    }

    /** Signed 64 bits. */
    long signed(int column) {
        try {
            return Long.parseLong(text(column));
        } catch (NumberFormatException e) {
            throw unexpected("'" + Text.shown(text(column)) + "' where a number should be");
        }
    }

    /** A number from 1 to the largest int. */
    int timeline(int column) {
        long value = unsigned(column);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw unexpected("'" + Text.shown(text(column)) + "' where a timeline should be");
        }
        return (int) value;
    }

    Lsn lsn(int column) {
        try {
            return Lsn.parse(text(column));
        } catch (LifeboatException e) {
            throw unexpected("'" + Text.shown(text(column)) + "' where a WAL position should be");
        }
    }

    private Optional<byte[]> find(int column) {
        if (column >= columns.size()) {
            throw unexpected("too few columns");
        }
        return columns.get(column);
    }

    private static LifeboatException unexpected(String what) {
        return new LifeboatException(
                ErrorCode.PROTOCOL_BROKEN, "PostgreSQL answered a replication command with " + what);
    }
}
