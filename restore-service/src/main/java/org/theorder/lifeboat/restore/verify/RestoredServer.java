package org.theorder.lifeboat.restore.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.postgres.IsolatedServer;

/** SQL to the isolated server, read-only. */
final class RestoredServer {
    /** invalid_catalog_name: there is no such database; object_not_in_prerequisite_state: it takes no connections. */
    private static final Set<String> NOT_OPEN = Set.of("3D000", "55000");

    /** Nobody is let in (PostgreSQL {@code src/include/catalog/pg_database.h}, DATCONNLIMIT_INVALID_DB; since 15.4). */
    private static final int HALF_DROPPED = -2;

    private final IsolatedServer server;
    private final String superuser;
    private final Duration statementLimit;

    RestoredServer(IsolatedServer server, String superuser, Duration statementLimit) {
        this.server = server;
        this.superuser = superuser;
        this.statementLimit = statementLimit;
    }

    /** What is done with a connection. */
    interface Work<T> {
        T with(Session session) throws SQLException;
    }

    /** @throws SQLException of the work, or if there is no connection */
    <T> T in(String database, Work<T> work) throws SQLException {
        try (Connection connection = server.connect(database, superuser, statementLimit)) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            T result = work.with(new Session(connection));
            connection.rollback();
            return result;
        }
    }

    /** As {@link #in}, for what every database tells alike. One of the two may have been dropped, or be closed. */
    <T> T in(Work<T> work) throws SQLException {
        try {
            return in("postgres", work);
        } catch (SQLException e) {
            if (!NOT_OPEN.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            return in("template1", work);
        }
    }

    /** The same, where a failure is one of the whole verification. */
    <T> T require(Work<T> work) {
        try {
            return in(work);
        } catch (SQLException e) {
            throw new LifeboatException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the restored server could not be asked as user " + superuser + ": " + e.getMessage()
                            + " (the superuser's name is lifeboat.restore.superuser)",
                    e);
        }
    }

    /** Databases that take connections, without the templates. */
    List<String> databases() {
        return named("datallowconn and not datistemplate and datconnlimit <> " + HALF_DROPPED);
    }

    /** Those that an interrupted DROP DATABASE left behind. */
    List<String> halfDropped() {
        return named("datconnlimit = " + HALF_DROPPED);
    }

    private List<String> named(String condition) {
        return require(
                session -> session.column("select datname from pg_database where " + condition + " order by datname"));
    }

    /** One open connection. */
    record Session(Connection connection) {
        /** The first column of all rows; null values are left out. */
        List<String> column(String sql) throws SQLException {
            List<String> values = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    String value = rows.getString(1);
                    if (value != null) {
                        values.add(value);
                    }
                }
            }
            return values;
        }

        /** The first column of the first row; empty for no row or null. */
        Optional<String> value(String sql) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return rows.next() ? Optional.ofNullable(text(rows)) : Optional.empty();
            }
        }

        private static @Nullable String text(ResultSet rows) throws SQLException {
            return rows.getString(1);
        }
    }
}
