package org.theorder.lifeboat.monitor.probe;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.regex.Pattern;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * A row that is written at every look, so that an idle database has something to replicate, and so that it is noticed if the
 * primary cannot write. The table is made by the operator: {@code create table lifeboat.heartbeat (one boolean primary key,
 * at timestamptz)}.
 *
 * @param table with its schema, for example {@code lifeboat.heartbeat}
 */
record HeartbeatRow(String table) {
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}\\.[a-z_][a-z0-9_]{0,62}");
    /** SQLSTATE classes of a table or schema that is not there or not ours; PostgreSQL, appendix A. */
    private static final Pattern NOT_MADE = Pattern.compile("(42|3F).*");

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    static HeartbeatRow of(String key, String table) {
        if (!NAME.matcher(table).matches()) {
            throw Configured.invalid(
                    key, "must be a table with its schema in lower case, for example lifeboat.heartbeat");
        }
        return new HeartbeatRow(table);
    }

    /**
     * Writes it; on a standby nothing is written.
     *
     * @return why it could not be written, and what to do; empty if all is well
     */
    Optional<String> beat(Statement statement) {
        try {
            statement.executeUpdate("""
                    insert into %s (one, at) select true, clock_timestamp() where not pg_is_in_recovery()
                    on conflict (one) do update set at = excluded.at
                    """.formatted(table));
            return Optional.empty();
        } catch (SQLException e) {
            String remedy = NOT_MADE.matcher(String.valueOf(e.getSQLState())).matches()
                    ? ": create table " + table
                            + " (one boolean primary key, at timestamptz) and let the role select, insert and update it"
                    : "";
            return Optional.of(Wording.line("the heartbeat cannot be written: " + e.getMessage() + remedy));
        }
    }
}
