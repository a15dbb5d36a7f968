package org.theorder.lifeboat.monitor.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * The databases of a server against a quota.
 *
 * @param quota bytes
 */
record DatabaseSizeLook(String name, SqlServer server, long quota, Forecast forecast) implements Look {
    private static final String SIZE = "select sum(pg_database_size(oid))::bigint from pg_database where datallowconn";

    @Override
    public Reading read() {
        try (Connection connection = server.connect()) {
            return asked(connection);
        } catch (SQLException | SqlServer.FileUnreadable e) {
            // that it lets nobody in is for its own probe to say
            return new Reading.Unknown(
                    "the server cannot be asked: " + Wording.line(String.valueOf(e.getMessage())), true);
        }
    }

    private Reading asked(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SIZE)) {
            row.next();
            return Usage.reading(
                    row.getLong(1), quota, forecast, "databases", "The databases of " + name + " fill their quota");
        } catch (SQLException e) {
            return new Reading.Unknown(Wording.line("the server does not tell sizes, which a role may ask for with"
                    + " pg_monitor: " + e.getMessage()));
        }
    }

    @Override
    public Reading late(Duration timeout) {
        return new Reading.Unknown("the server did not say its size within " + Wording.duration(timeout));
    }
}
