package org.theorder.lifeboat.backup.replication;

import java.util.HashMap;
import java.util.Map;

/**
 * An ErrorResponse or NoticeResponse. The text may be in any language; only {@code sqlState} is fit for decisions.
 *
 * @param severity ERROR, FATAL, PANIC, WARNING, NOTICE, …
 * @param sqlState five characters
 */
record ServerMessage(String severity, String sqlState, String message, String detail, String hint) {
    private static final int MOST_FIELDS = 64;

    static ServerMessage read(MessageReader reader) {
        Map<Character, String> fields = new HashMap<>();
        for (byte type = reader.readByte(); type != 0; type = reader.readByte()) {
            if (fields.size() > MOST_FIELDS) {
                throw reader.broken("sent an error with too many fields");
            }
            fields.put((char) type, reader.readText());
        }
        String severity = fields.getOrDefault('V', fields.getOrDefault('S', "ERROR"));
        return new ServerMessage(
                Text.shown(severity),
                Text.shown(fields.getOrDefault('C', "XX000")),
                Text.shown(fields.getOrDefault('M', "no message")),
                Text.shown(fields.getOrDefault('D', "")),
                Text.shown(fields.getOrDefault('H', "")));
    }

    /** What the server said, in one line, with its SQLSTATE. */
    String display() {
        StringBuilder line = new StringBuilder(message);
        if (!detail.isEmpty()) {
            line.append(" (").append(detail).append(')');
        }
        if (!hint.isEmpty()) {
            line.append("; hint: ").append(hint);
        }
        return line.append(" [SQLSTATE ").append(sqlState).append(']').toString();
    }
}
