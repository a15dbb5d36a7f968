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
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How to log in to a PostgreSQL server. Its text form has no password.
 *
 * @param password the password itself; null if {@code passwordFile} has it or none is needed
 * @param passwordFile read at every connection, so that a rotated password counts at once
 */
record SqlServer(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        @Nullable Path passwordFile,
        String sslMode,
        Duration timeout) {

    /** @throws PasswordUnreadable if there is a password file and it cannot be read */
    Connection connect() throws SQLException, PasswordUnreadable {
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
        return DriverManager.getConnection(url(), properties);
    }

    String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private String url() {
        return "jdbc:postgresql://" + address() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private @Nullable String secret() throws PasswordUnreadable {
        if (passwordFile == null) {
            return password;
        }
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new PasswordUnreadable("the password file " + passwordFile + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return user + "@" + address() + "/" + database;
    }

    /** The probe has no password, so it says nothing about the server. */
    static final class PasswordUnreadable extends Exception {
        private static final long serialVersionUID = 1L;

        PasswordUnreadable(String message, IOException cause) {
            super(message, cause);
        }
    }
}
