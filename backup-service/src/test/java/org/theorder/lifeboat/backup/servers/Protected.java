package org.theorder.lifeboat.backup.servers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.theorder.lifeboat.backup.replication.Password;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SslMode;

/** A running server that is to be protected, with a role {@code lifeboat_backup} that may replicate. */
public interface Protected extends AutoCloseable {
    String ROLE = "lifeboat_backup";
    String ROLE_PASSWORD = "backup-word";

    int port();

    Path dataDirectory();

    String superuserPassword();

    /** kill -9 of the server and its children. */
    void killHard();

    /** Orderly. */
    void stop();

    @Override
    default void close() {
        stop();
    }

    default Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, "postgres", superuserPassword());
    }

    default void sql(String... statements) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("SQL failed: " + String.join("; ", statements), e);
        }
    }

    default String query(String sql) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException("SQL failed: " + sql, e);
        }
    }

    default void createRole() {
        sql("CREATE ROLE " + ROLE + " LOGIN REPLICATION PASSWORD '" + ROLE_PASSWORD + "'");
    }

    default ServerAddress address() {
        return address(ROLE, ROLE_PASSWORD);
    }

    default ServerAddress address(String role, String password) {
        return new ServerAddress(
                "127.0.0.1",
                port(),
                role,
                new Password.Inline(password),
                SslMode.PREFER,
                null,
                null,
                Duration.ofSeconds(3));
    }
}
