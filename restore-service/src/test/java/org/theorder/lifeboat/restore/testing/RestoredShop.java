package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** A restored directory, started to look into it. The source's password is not known here, so access is by trust, on loopback. */
public final class RestoredShop implements AutoCloseable {
    private final PostgresServer server;

    private RestoredShop(PostgresServer server) {
        this.server = server;
    }

    public static RestoredShop start(Path dataDirectory, Path folder) throws IOException {
        Path access = Files.writeString(folder.resolve("trust.conf"), "host all all 127.0.0.1/32 trust\n");
        Path password = Files.writeString(folder.resolve("none"), "none");
        return new RestoredShop(PostgresServer.start(new PostgresOptions(
                dataDirectory,
                0,
                Map.of("hba_file", access.toString(), "data_directory", dataDirectory.toString()),
                folder.resolve("restored.log"),
                password)));
    }

    public PostgresServer server() {
        return server;
    }

    public List<String> values(String sql) throws SQLException {
        return SourceCluster.values(DriverManager.getConnection(server.jdbcUrl("shop")), sql);
    }

    public String value(String sql) throws SQLException {
        return values(sql).getFirst();
    }

    @Override
    public void close() {
        server.stop();
    }
}
