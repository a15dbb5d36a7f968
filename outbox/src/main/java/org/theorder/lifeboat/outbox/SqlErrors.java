package org.theorder.lifeboat.outbox;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Errors of the client and SQLSTATEs (PostgreSQL, appendix A) as ours. */
final class SqlErrors {
    /** admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, read_only_sql_transaction. */
    private static final Set<String> PASSING = Set.of("57P01", "57P02", "57P03", "53300", "25006");

    /** What the client (SocketConnectionBase, SqlConnectionPool) says without a type of its own. */
    private static final Set<String> CLOSED = Set.of(
            "Pending requests failed to be sent due to connection has been closed.",
            "Connection is not active now, current status: CLOSED",
            "Connection is not active now, current status: CLOSING",
            "Timeout");

    private SqlErrors() {}

    static LifeboatException translated(Throwable failure) {
        return switch (failure) {
            case LifeboatException ours -> ours;
            case PgException server -> fromServer(server);
            case IOException broken -> new DatabaseUnreachable(broken);
            case VertxException closed -> new DatabaseUnreachable(closed);
            case Throwable other
            when CLOSED.contains(String.valueOf(other.getMessage())) -> new DatabaseUnreachable(other);
            default ->
                new LifeboatException(
                        ErrorCode.INTERNAL, "the service's own database client failed: " + failure, failure);
        };
    }

    private static LifeboatException fromServer(PgException server) {
        String state = String.valueOf(server.getSqlState());
        String said = server.getErrorMessage() + " (SQLSTATE " + state + ")";
        if (state.startsWith("08") || PASSING.contains(state)) {
            return new DatabaseUnreachable(server);
        }
        return switch (state) {
            case "23505" -> new LifeboatException(ErrorCode.ALREADY_EXISTS, said, server);
            case "40001", "40P01", "55P03" -> new LifeboatException(ErrorCode.BUSY, said, server);
            case "57014" -> new LifeboatException(ErrorCode.TIMED_OUT, said, server);
            case "53100" -> new LifeboatException(ErrorCode.NO_SPACE, said, server);
            default -> new LifeboatException(ErrorCode.INTERNAL, said, server);
        };
    }
}
