package org.theorder.lifeboat.monitor.probe;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Good if the server lets us in and answers {@code select 1}: a new connection each time, as an application needs it. */
record SqlLook(SqlServer server, Outage outage) implements Look {
    /** SQLSTATE class of a refused login; PostgreSQL, appendix A. */
    private static final String LOGIN_REFUSED = "28";
    /** What the driver says if the server is not as we demand: it has no TLS, or wants a password that we do not have. */
    private static final String CONNECTION_REJECTED = "08004";

    @Override
    public Reading read() {
        long start = System.nanoTime();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select 1")) {
            return rows.next()
                    ? Outage.answered(start, "select 1")
                    : outage.because(outage.where() + " answered select 1 with nothing");
        } catch (SqlServer.FileUnreadable e) {
            return new Reading.Unknown(
                    String.valueOf(e.getMessage()) + ": put it there, readable for the user of monitor-service");
        } catch (SQLException e) {
            return judged(e);
        }
    }

    @Override
    public Reading late(Duration timeout) {
        return outage.late(timeout);
    }

    /** A server that refuses our login, or that we do not trust, is up; whether it serves others is not known. */
    private Reading judged(SQLException e) {
        @Nullable String state = e.getSQLState();
        String message = String.valueOf(e.getMessage());
        if (state != null && (state.startsWith(LOGIN_REFUSED) || state.equals(CONNECTION_REJECTED))) {
            return new Reading.Unknown(Wording.line("the login " + server + " was refused: " + message));
        }
        return server.distrust(e).<Reading>map(Reading.Unknown::new).orElseGet(() -> outage.because(rootOf(e)));
    }

    private String rootOf(SQLException e) {
        if (e.getCause() instanceof UnknownHostException) {
            return "the host name " + server.host() + " cannot be resolved";
        }
        return e.getCause() instanceof IOException cause && cause.getMessage() != null
                ? "no connection to " + outage.where() + ": " + cause.getMessage()
                : outage.where() + ": " + e.getMessage();
    }
}
