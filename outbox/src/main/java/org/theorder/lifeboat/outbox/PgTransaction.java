package org.theorder.lifeboat.outbox;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
    private final List<Future<?>> sent = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private @Nullable LifeboatException failure;

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
    public List<List<Row>> queryEach(String sql, List<@Nullable Object[]> arguments) {
        RowSet<io.vertx.sqlclient.Row> results = result(connection
                .preparedQuery(Sql.text(sql))
                .executeBatch(arguments.stream().map(Sql::arguments).toList()));
        return Stream.iterate(results, Objects::nonNull, RowSet::next)
                .map(PgRow::all)
                .toList();
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        return execute(sql, arguments).rowCount();
    }

    @Override
    public void send(String sql, @Nullable Object... arguments) {
        sent.add(connection.preparedQuery(Sql.text(sql)).execute(Sql.arguments(arguments)));
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void commit() {
        awaitSent();
        refuseIfAborted();
        try {
            awaiting.result(transaction.commit());
        } catch (LifeboatException e) {
            throw refusedByServer(e) ? e : unknown(e);
        } finally {
            connection.close();
        }
        afterCommit.forEach(PgTransaction::run);
    }

    private void awaitSent() {
        try {
            awaiting.result(Future.all(sent));
        } catch (LifeboatException e) {
            rollback();
            throw e;
        }
    }

    /** A statement that failed has aborted the transaction: PostgreSQL would answer COMMIT with a silent rollback. */
    private void refuseIfAborted() {
        if (failure == null) {
            return;
        }
        rollback();
        if (failure instanceof DatabaseUnreachable unreachable) {
            throw unreachable;
        }
        throw new LifeboatException(
                ErrorCode.INTERNAL,
                "nothing was committed, because a statement had failed: " + failure.explanation(),
                failure);
    }

    /** For example for a deferred constraint: then it is certain that nothing was committed. */
    private static boolean refusedByServer(LifeboatException failure) {
        return failure.getCause() instanceof PgException && !(failure instanceof DatabaseUnreachable);
    }

    private static LifeboatException unknown(LifeboatException failure) {
        return new LifeboatException(
                ErrorCode.RESULT_UNKNOWN,
                "whether the transaction was committed is not known: " + failure.explanation(),
                failure);
    }

    /** Does not wait: the answer changes nothing, and the thread may have been interrupted. */
    void rollback() {
        transaction.rollback().onComplete(done -> connection.close());
    }

    private RowSet<io.vertx.sqlclient.Row> execute(String sql, @Nullable Object... arguments) {
        return result(connection.preparedQuery(Sql.text(sql)).execute(Sql.arguments(arguments)));
    }

    private <T> T result(Future<T> statement) {
        try {
            return awaiting.result(statement);
        } catch (LifeboatException e) {
            // what comes after a statement that failed is refused for that reason alone
            failure = sent.stream()
                    .filter(Future::failed)
                    .findFirst()
                    .map(first -> SqlErrors.translated(first.cause()))
                    .orElse(e);
            throw failure;
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("an action after a commit failed", e);
        }
    }
}
