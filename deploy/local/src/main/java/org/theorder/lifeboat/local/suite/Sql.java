package org.theorder.lifeboat.local.suite;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.PostgresServer;

/** Roles and databases of our own servers, as their superuser. */
final class Sql {
    private static final String DUPLICATE_DATABASE = "42P04";

    private Sql() {}

    static void createDatabase(PostgresServer server, String name) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            if (!DUPLICATE_DATABASE.equals(e.getSQLState())) {
                throw failed(server, e);
            }
        }
    }

    /** The statement that makes a role if it is not there. */
    static String createRole(String name) {
        return "DO $$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN NULL; END $$".formatted(name);
    }

    /** Runs all statements in one transaction. */
    static void execute(PostgresServer server, String database, List<String> statements) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw failed(server, e);
        }
    }

    private static LifeboatException failed(PostgresServer server, SQLException e) {
        return new LifeboatException(
                ErrorCode.INTERNAL,
                "PostgreSQL on 127.0.0.1:" + server.port() + " could not be prepared: " + e.getMessage(),
                e);
    }
}
