package org.theorder.lifeboat.local.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** The services' own PostgreSQL: database {@code lifeboat}, one schema and one role per service. */
final class SuiteDatabasePart implements Part {
    static final String DATABASE = "lifeboat";

    private final Home home;
    private final Home.Data data;
    private final int listenerPort;
    private @Nullable PostgresServer server;

    SuiteDatabasePart(Home home, Home.Data data, int listenerPort) {
        this.home = home;
        this.data = data;
        this.listenerPort = listenerPort;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public PortName port() {
        return PortName.POSTGRES;
    }

    @Override
    public synchronized long start(LongConsumer launched) {
        PostgresServer started = PostgresServer.start(new PostgresOptions(
                data.postgres(),
                listenerPort,
                Map.of("max_connections", "80", "wal_level", "minimal", "max_wal_senders", "0"),
                home.log(name()),
                data.root().resolve("postgres.password")));
        server = started;
        launched.accept(started.pid());
        Sql.createDatabase(started, DATABASE);
        Sql.execute(started, DATABASE, rolesAndSchemas());
        return started.pid();
    }

    private List<String> rolesAndSchemas() {
        List<String> statements = new ArrayList<>();
        for (Service service : Service.values()) {
            String role = service.schema();
            statements.add(Sql.createRole(role));
            statements.add("ALTER ROLE %s LOGIN PASSWORD '%s'".formatted(role, password(home, service)));
            statements.add("CREATE SCHEMA IF NOT EXISTS %1$s AUTHORIZATION %1$s".formatted(role));
        }
        return statements;
    }

    /** The password of a service's role. */
    static String password(Home home, Service service) {
        return Secrets.keep(home.secret("database-" + service.schema()));
    }

    /** JDBC address for the superuser, while it runs. */
    synchronized String url() {
        if (server == null) {
            throw new IllegalStateException("the services' database is not started");
        }
        return server.jdbcUrl(DATABASE);
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    public boolean restartable() {
        return true;
    }
}
