package org.theorder.lifeboat.monitor.probe;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * A row that is written at every look, so that an idle database has something to replicate and a primary proves that it can
 * write. The table is made by the operator: {@code create table lifeboat.heartbeat (one boolean primary key, at timestamptz)}.
 *
 * @param table with its schema, for example {@code lifeboat.heartbeat}
 */
record HeartbeatRow(String table) {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    static HeartbeatRow of(String key, String table) {
        if (!NAME.matcher(table).matches()) {
            throw Configured.invalid(
                    key, "must be a table with its schema in lower case, for example lifeboat.heartbeat");
        }
        return new HeartbeatRow(table);
    }

    /** On a standby nothing is written. */
    void beat(Statement statement) throws SQLException {
        statement.executeUpdate("""
                insert into %s (one, at) select true, clock_timestamp() where not pg_is_in_recovery()
                on conflict (one) do update set at = excluded.at
                """.formatted(table));
    }
}
