package org.theorder.lifeboat.notifier;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one notifier has recorded about its messages, read behind its back; and the hands of its clock. */
final class Ledger {
    private final Map<String, String> settings;

    Ledger(Map<String, String> settings) {
        this.settings = settings;
    }

    /** How many messages are so. */
    long count(String condition) {
        return number("select count(*) from delivery where " + condition);
    }

    /** How many should have been tried by now. */
    long overdue() {
        return number("select count(*) from delivery as due where state = 'SENDING' or state = 'WAITING'"
                + " and next_attempt_at <= now() and not exists (select 1 from delivery as earlier"
                + " where earlier.incident = due.incident and earlier.recipient = due.recipient"
                + " and earlier.sequence < due.sequence and earlier.state in ('WAITING', 'SENDING'))");
    }

    /** Recipient and message id of those of which nobody knows whether an attempt got through. */
    Set<String> uncertain() {
        return messages("unknown_attempts > 0");
    }

    /** Of those that this notifier itself got rid of. */
    Set<String> acceptedHere() {
        return messages("state = 'ACCEPTED' and reply not like 'region %'");
    }

    /**
     * Lets time pass for everything that waits: the clock cannot be put forward in a process of its own, but all that its
     * rules compare with the present can be put back.
     */
    void letPass(Duration duration) {
        for (String sql : new String[] {
            "update delivery set enqueued_at = enqueued_at - ?::interval,"
                    + " next_attempt_at = next_attempt_at - ?::interval where state in ('WAITING', 'HELD')",
            "update escalation set due_at = due_at - ?::interval where done_at is null"
        }) {
            try (Connection connection = connect();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int place = 1; place <= statement.getParameterMetaData().getParameterCount(); place++) {
                    statement.setString(place, duration.toSeconds() + " seconds");
                }
                statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Set<String> messages(String condition) {
        Set<String> messages = new HashSet<>();
        String sql = "select recipient || ' ' || message_id from delivery where " + condition;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                messages.add(rows.getString(1));
            }
            return messages;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
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
