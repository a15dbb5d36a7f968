package org.theorder.lifeboat.servers.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** A standby {@code replica-1} that streams from a primary. */
public final class Standby {
    private Standby() {}

    /** Makes the data of a standby, a copy of the primary, which must be stopped. */
    public static PostgresOptions copyOf(PostgresServer primary, Path primaryFolder, Path folder) {
        PostgresOptions options = PostgresOptions.in(folder);
        try {
            copy(primary.dataDirectory(), options.dataDirectory());
            Files.copy(primaryFolder.resolve("postgres.password"), options.passwordFile());
            Files.createFile(options.dataDirectory().resolve("standby.signal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return options.withSettings(Map.of(
                "primary_conninfo",
                "host=127.0.0.1 port=" + primary.port() + " user=postgres password=" + primary.password()
                        + " application_name=replica-1",
                "wal_receiver_status_interval",
                "1s"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Runs statements as its superuser, each by itself. */
    public static void on(String jdbcUrl, String... statements) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
