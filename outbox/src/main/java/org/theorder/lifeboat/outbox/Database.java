package org.theorder.lifeboat.outbox;

import io.vertx.core.Context;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The service's own database; every call blocks, so call it on a virtual thread (or a worker), never on the event loop.
 *
 * <p>Errors: {@code SERVER_UNREACHABLE} while the database cannot be reached or is going down, {@code ALREADY_EXISTS} for
 * a violated unique constraint, {@code BUSY} for a deadlock or a serialization failure, {@code RESULT_UNKNOWN} if the
 * connection broke during the commit, {@code TIMED_OUT} after {@code lifeboat.database.timeout} or when the thread was
 * interrupted, {@code INTERNAL} for any other SQL error. Arguments are described at {@link Transaction}.
 */
@ApplicationScoped
public class Database {
    private final Pool pool;
    private final Awaiting awaiting;

    Database(Pool pool, DatabaseSettings settings) {
        this.pool = pool;
        this.awaiting = new Awaiting(settings.timeout());
    }

    /** Commits what {@code work} did, or rolls back on any exception, which is rethrown. */
    public <T extends @Nullable Object> T inTransaction(Function<Transaction, T> work) {
        refuseEventLoop();
        PgTransaction transaction = PgTransaction.begin(connect(), awaiting);
        T result;
        try {
            result = work.apply(transaction);
        } catch (Throwable failure) {
            transaction.rollback();
            throw failure;
        }
        transaction.commit();
        return result;
    }

    /** As {@link #inTransaction}, for work without a result. */
    public void doInTransaction(Consumer<Transaction> work) {
        this.<@Nullable Object>inTransaction(tx -> {
            work.accept(tx);
            return null;
        });
    }

    /** One statement outside a transaction. */
    public List<Row> query(String sql, @Nullable Object... arguments) {
        refuseEventLoop();
        return PgRow.all(awaiting.result(pool.preparedQuery(Sql.text(sql)).execute(Sql.arguments(arguments))));
    }

    /** One statement outside a transaction; tells how many rows it changed. */
    public int update(String sql, @Nullable Object... arguments) {
        refuseEventLoop();
        return awaiting.result(pool.preparedQuery(Sql.text(sql)).execute(Sql.arguments(arguments)))
                .rowCount();
    }

    private SqlConnection connect() {
        return awaiting.connection(pool.getConnection());
    }

    private static void refuseEventLoop() {
        if (Context.isOnEventLoopThread()) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    "the database was called on an event loop; annotate the caller with @RunOnVirtualThread");
        }
    }
}
