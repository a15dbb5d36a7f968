package org.theorder.lifeboat.notifier;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;

/** What one notifier has recorded about its messages, read behind its back. */
final class Ledger {
    private final Map<String, String> settings;

    Ledger(Map<String, String> settings) {
        this.settings = settings;
    }

    /** How many messages are so. */
    long count(String condition) {
        return number("select count(*) from delivery where " + condition);
    }

    /** How many should have been tried by then. */
    long overdue(Instant now) {
        return number("select count(*) from delivery as due where state = 'SENDING' or state = 'WAITING'"
                + " and next_attempt_at <= '" + now + "' and not exists (select 1 from delivery as earlier"
                + " where earlier.incident = due.incident and earlier.recipient = due.recipient"
                + " and earlier.sequence < due.sequence and earlier.state in ('WAITING', 'SENDING'))");
    }

    private long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
    }
}
