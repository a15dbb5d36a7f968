package org.theorder.lifeboat.outbox;

import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

final class PgTransaction implements Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(PgTransaction.class);

    private final SqlConnection connection;
    private final io.vertx.sqlclient.Transaction transaction;
    private final Awaiting awaiting;
    private final List<Runnable> afterCommit = new ArrayList<>();

    private PgTransaction(SqlConnection connection, io.vertx.sqlclient.Transaction transaction, Awaiting awaiting) {
        this.connection = connection;
        this.transaction = transaction;
        this.awaiting = awaiting;
    }

    static PgTransaction begin(SqlConnection connection, Awaiting awaiting) {
        try {
            return new PgTransaction(connection, awaiting.result(connection.begin()), awaiting);
        } catch (LifeboatException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public List<Row> query(String sql, @Nullable Object... arguments) {
        return PgRow.all(execute(sql, arguments));
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        return execute(sql, arguments).rowCount();
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void commit() {
        try {
            awaiting.result(transaction.commit());
        } catch (LifeboatException e) {
            throw new LifeboatException(
                    ErrorCode.RESULT_UNKNOWN,
                    "whether the transaction was committed is not known: " + e.explanation(),
                    e);
        } finally {
            connection.close();
        }
        afterCommit.forEach(PgTransaction::run);
    }

    /** Does not wait: the answer changes nothing, and the thread may have been interrupted. */
    void rollback() {
        transaction.rollback().onComplete(done -> connection.close());
    }

    private RowSet<io.vertx.sqlclient.Row> execute(String sql, @Nullable Object... arguments) {
        return awaiting.result(connection.preparedQuery(Sql.text(sql)).execute(Sql.arguments(arguments)));
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("an action after a commit failed", e);
        }
    }
}
