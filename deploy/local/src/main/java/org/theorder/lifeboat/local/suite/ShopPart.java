package org.theorder.lifeboat.local.suite;

import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** The protected PostgreSQL: database {@code shop}. If it dies, that is what Lifeboat is for; nobody starts it again. */
final class ShopPart implements Part {
    static final String BACKUP_ROLE = "lifeboat_backup";
    static final String MONITOR_ROLE = "lifeboat_monitor";

    private final Home home;
    private final Home.Data data;
    private final int listenerPort;
    private @Nullable PostgresServer server;

    ShopPart(Home home, Home.Data data, int listenerPort) {
        this.home = home;
        this.data = data;
        this.listenerPort = listenerPort;
    }

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public PortName port() {
        return PortName.SHOP;
    }

    @Override
    public synchronized long start(LongConsumer launched) {
        PostgresServer started = PostgresServer.start(new PostgresOptions(
                data.shop(),
                listenerPort,
                Map.of(
                        "wal_level", "replica",
                        "max_wal_senders", "8",
                        "max_replication_slots", "8",
                        "summarize_wal", "on",
                        "max_wal_size", "2GB",
                        "shared_buffers", "128MB"),
                home.log(name()),
                data.shopPassword()));
        server = started;
        launched.accept(started.pid());
        Sql.createDatabase(started, "shop");
        Sql.execute(
                started,
                "shop",
                List.of(
                        Sql.createRole("shop"),
                        "ALTER ROLE shop LOGIN PASSWORD '%s'".formatted(Secrets.keep(home.secret("shop"))),
                        "ALTER DATABASE shop OWNER TO shop",
                        // what backup-service needs and no more: the replication protocol, and to see how far it is
                        Sql.createRole(BACKUP_ROLE),
                        "ALTER ROLE %s LOGIN REPLICATION PASSWORD '%s'"
                                .formatted(BACKUP_ROLE, Secrets.keep(home.secret(BACKUP_ROLE))),
                        "GRANT pg_monitor TO " + BACKUP_ROLE,
                        Sql.createRole(MONITOR_ROLE),
                        "ALTER ROLE %s LOGIN PASSWORD '%s'"
                                .formatted(MONITOR_ROLE, Secrets.keep(home.secret(MONITOR_ROLE))),
                        "GRANT pg_monitor TO " + MONITOR_ROLE));
        return started.pid();
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    public boolean restartable() {
        return false;
    }
}
