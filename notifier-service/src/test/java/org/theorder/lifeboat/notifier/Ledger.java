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

    /** How many subscribers are so. */
    long subscribers(String condition) {
        return number("select count(*) from subscriber where " + condition);
    }

    /** How many events that were published lately on this topic hold this text. */
    long published(String topic, String text) {
        return number("select count(*) from outbox where topic = '" + topic + "' and convert_from(data, 'UTF8') like '%"
                + text + "%'");
    }

    /** Makes subscribers who confirmed a year ago, {@code reader-1@example.org} and so on. */
    void subscribe(int readers) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "insert into subscriber (way, address, hash, components, time_zone, created_at, confirmed_at)"
                            + " select 'MAIL', a, subscriber_hash('MAIL', a), '{}', 'UTC', t, t"
                            + " from (select 'reader-' || n || '@example.org' as a, now() - interval '1 year' as t"
                            + " from generate_series(1, " + readers + ") as n) as readers");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
