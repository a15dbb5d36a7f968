package org.theorder.lifeboat.monitor.probe;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * How to log in to a PostgreSQL server. Its text form has no password.
 *
 * @param password the password itself; null if {@code passwordFile} has it or none is needed
 * @param passwordFile read at every connection, so that a rotated password counts at once; so is the file of {@code trust}
 * @param sslMode as PostgreSQL calls them; the two that verify ask {@code trust}
 */
record SqlServer(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        @Nullable Path passwordFile,
        String sslMode,
        Trust trust,
        Duration timeout) {
    static final String VERIFY_CA = "verify-ca";
    static final String VERIFY_FULL = "verify-full";
    /** What the driver says if a connection broke or was not wanted; PostgreSQL, appendix A. */
    private static final String CONNECTION_FAILURE = "08006";

    /** @throws FileUnreadable if there is a password or a certificate file and it cannot be read */
    Connection connect() throws SQLException, FileUnreadable {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        String secret = secret();
        if (secret != null) {
            properties.setProperty("password", secret);
        }
        String seconds = Long.toString(Math.max(1, timeout.plusMillis(999).toSeconds()));
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "lifeboat-monitor");
        properties.setProperty("sslmode", sslMode);
        Path authority = trust.file();
        if (authority != null) {
            readable("certificate", authority);
            properties.setProperty("sslrootcert", authority.toString());
        } else if (sslMode.equals(VERIFY_FULL)) {
            // otherwise the driver wants a file in the home of our user
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return DriverManager.getConnection(url(), properties);
    }

    /** Why its certificate is not trusted; empty if something else is wrong. */
    Optional<String> distrust(SQLException e) {
        // only a name that is not in the certificate fails without a cause and without a word of the server
        boolean name = sslMode.equals(VERIFY_FULL)
                && e.getCause() == null
                && CONNECTION_FAILURE.equals(e.getSQLState())
                && !(e instanceof PSQLException told && told.getServerErrorMessage() != null);
        return name
                ? Optional.of(trust.refusal(address(), String.valueOf(e.getMessage())))
                : trust.refusal(address(), e);
    }

    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private String url() {
        return "jdbc:postgresql://" + address() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String secret() throws FileUnreadable {
        return passwordFile == null
                ? password
                : readable("password", passwordFile).strip();
    }

    private static String readable(String what, Path file) throws FileUnreadable {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new FileUnreadable("the " + what + " file " + file + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return user + "@" + address() + "/" + database;
    }

    /** The probe lacks what it needs, so it says nothing about the server. */
    static final class FileUnreadable extends Exception {
        private static final long serialVersionUID = 1L;

        FileUnreadable(String message, IOException cause) {
            super(message, cause);
        }
    }
}
