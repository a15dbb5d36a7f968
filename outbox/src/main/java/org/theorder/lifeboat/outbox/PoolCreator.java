package org.theorder.lifeboat.outbox;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pool of quarkus.datasource.reactive.*, made so that a silent network or server cannot hold its connections. */
@Singleton
class PoolCreator implements PgPoolCreator {
    private static final int CONNECT_MILLISECONDS = 5_000;

    private final DatabaseSettings settings;
    private final ThisProcess process;

    PoolCreator(DatabaseSettings settings, ThisProcess process) {
        this.settings = settings;
        this.process = process;
    }

    @Override
    public Pool create(Input input) {
        List<PgConnectOptions> connections = input.pgConnectOptionsList();
        connections.forEach(this::bound);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(connections.getFirst())
                .using(input.vertx())
                .build();
    }

    private void bound(PgConnectOptions connection) {
        long limit = settings.timeout().toMillis();
        connection.addProperty("application_name", process.service());
        connection.addProperty("client_min_messages", "warning");
        // the server gives up first, so that a connection comes back usable
        connection.addProperty("statement_timeout", String.valueOf(limit));
        connection.addProperty("idle_in_transaction_session_timeout", String.valueOf(4 * limit));
        connection.setConnectTimeout(CONNECT_MILLISECONDS);
        // a connection that is silent for longer than any statement may take is dead, or idle and easily made anew
        connection.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        connection.setReadIdleTimeout(Math.toIntExact(4 * limit));
    }
}
