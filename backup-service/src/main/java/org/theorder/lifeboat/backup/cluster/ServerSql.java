package org.theorder.lifeboat.backup.cluster;

import java.io.Closeable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SslMode;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * An ordinary connection to a protected server, as the same role, for the few things that the replication protocol cannot
 * do. Backups and WAL need none of them: a role that may only replicate is enough.
 */
public final class ServerSql implements Closeable {
    private static final String SECONDS = "5";

    private final Connection connection;
    private final ServerAddress address;

    private ServerSql(Connection connection, ServerAddress address) {
        this.connection = connection;
        this.address = address;
    }

    /** @throws LifeboatException SERVER_UNREACHABLE, CREDENTIALS_REFUSED (also if pg_hba.conf lets it in for replication only) */
    public static ServerSql open(ServerAddress address, String database) {
        Properties properties = new Properties();
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password().reveal());
        properties.setProperty("ApplicationName", "lifeboat");
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("assumeMinServerVersion", "15");
        secure(properties, address);
        try {
            Connection connection = driver().connect(url(address, database), properties);
            if (connection == null) {
                throw new LifeboatException(ErrorCode.INTERNAL, "the driver does not know its own addresses");
            }
            return new ServerSql(connection, address);
        } catch (SQLException e) {
            throw explained(address, "an ordinary connection was refused", e);
        }
    }

    /** Not by DriverManager, which asks who the caller's class loader is. */
    private static Driver driver() {
        return ServiceLoader.load(Driver.class, ServerSql.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(driver -> driver.getClass().getName().startsWith("org.postgresql."))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(ErrorCode.INTERNAL, "there is no JDBC driver for PostgreSQL"));
    }

    /** As our own client: the driver would not look at the certificate with require, and has no system's authorities. */
    private static void secure(Properties properties, ServerAddress address) {
        Path root = address.rootCertificate();
        SslMode mode = address.sslMode() == SslMode.REQUIRE && root != null ? SslMode.VERIFY_CA : address.sslMode();
        properties.setProperty("sslmode", mode.wireName());
        if (root != null) {
            properties.setProperty("sslrootcert", root.toString());
        } else if (mode == SslMode.VERIFY_FULL) {
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
    }

    private static String url(ServerAddress address, String database) {
        return "jdbc:postgresql://" + address.display() + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** The first column of the first row; null is an empty text. */
    public String value(String sql) {
        List<String> row = row(sql);
        return row.isEmpty() ? "" : row.getFirst();
    }

    /** The first row as texts; null is an empty text; empty if there is none. */
    public List<String> row(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> row = new ArrayList<>();
            if (result.next()) {
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    String text = result.getString(column);
                    row.add(text == null ? "" : text);
                }
            }
            return row;
        } catch (SQLException e) {
            throw explained(address, "it did not run: " + sql, e);
        }
    }

    /**
     * Ends the present WAL segment, so that it is whole in the repository soon.
     *
     * @return the end of what it holds
     * @throws LifeboatException PRIVILEGE_MISSING if the role may not
     */
    public Lsn switchWal() {
        return Lsn.parse(value("select pg_catalog.pg_switch_wal()"));
    }

    /**
     * Makes a checkpoint.
     *
     * @throws LifeboatException PRIVILEGE_MISSING if the role is not in pg_checkpoint
     */
    public void checkpoint() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw explained(address, "it made no checkpoint", e);
        }
    }

    private static LifeboatException explained(ServerAddress address, String what, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        ErrorCode code = switch (state) {
            case "28P01", "28000" -> ErrorCode.CREDENTIALS_REFUSED;
            case "42501" -> ErrorCode.PRIVILEGE_MISSING;
            default ->
                state.startsWith("08") || state.startsWith("57")
                        ? ErrorCode.SERVER_UNREACHABLE
                        : ErrorCode.PROTOCOL_BROKEN;
        };
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return new LifeboatException(
                code, "PostgreSQL at " + address.display() + ": " + what + ". The server says: " + message, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw explained(address, "the connection did not close", e);
        }
    }
}
