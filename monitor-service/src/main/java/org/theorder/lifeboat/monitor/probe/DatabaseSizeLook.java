package org.theorder.lifeboat.monitor.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.events.Fact;
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
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SIZE)) {
            row.next();
            return measured(row.getLong(1));
        } catch (SQLException | SqlServer.PasswordUnreadable e) {
            return new Reading.Unknown(
                    "the server cannot be asked: " + Wording.line(String.valueOf(e.getMessage())), true);
        }
    }

    private Reading measured(long size) {
        double percent = 100.0 * size / quota;
        String value = String.format(
                Locale.ROOT,
                "%.1f %% used, %s of %s%s",
                percent,
                Wording.bytes(size),
                Wording.bytes(quota),
                Forecast.words(forecast.fullIn((double) size, (double) quota)));
        return new Reading.Measured(
                percent,
                value,
                "The databases of " + name + " fill their quota",
                List.of(new Fact("databases", value)));
    }

    @Override
    public Reading late(Duration timeout) {
        return new Reading.Unknown("the server did not say its size within " + Wording.duration(timeout), true);
    }
}
