package org.theorder.lifeboat.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Waits for the reactive client, within a limit of time, and turns its errors into ours. */
record Awaiting(Duration limit) {
    <T> T result(Future<T> future) {
        CompletableFuture<T> pending = future.toCompletionStage().toCompletableFuture();
        try {
            return pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw SqlErrors.translated(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new LifeboatException(
                    ErrorCode.TIMED_OUT,
                    "the service's own database did not answer within " + limit.toMillis()
                            + " ms; check its load and the network",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(
                    ErrorCode.TIMED_OUT, "interrupted while waiting for the service's own database", e);
        }
    }

    /** As {@link #result}, and a connection that comes too late goes back to the pool. */
    SqlConnection connection(Future<SqlConnection> future) {
        try {
            return result(future);
        } catch (LifeboatException e) {
            future.onSuccess(SqlConnection::close);
            throw e;
        }
    }
}
