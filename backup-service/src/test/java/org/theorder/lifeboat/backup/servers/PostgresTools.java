package org.theorder.lifeboat.backup.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL 18's own tools for looking at backups, where they are at hand: {@code -Dlifeboat.postgres.tools=DIR}, {@code
 * LIFEBOAT_POSTGRES_TOOLS}, Debian's place, or the PATH. The embedded binaries have none.
 */
public final class PostgresTools {
    private PostgresTools() {}

    /** A tool by its name, for example {@code pg_combinebackup}; of version 17 or newer. */
    public static Optional<Path> find(String name) {
        List<String> places = new ArrayList<>();
        Stream.of(System.getProperty("lifeboat.postgres.tools"), System.getenv("LIFEBOAT_POSTGRES_TOOLS"))
                .filter(place -> place != null && !place.isEmpty())
                .forEach(places::add);
        places.add("/usr/lib/postgresql/18/bin");
        places.addAll(List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
        return places.stream()
                .map(place -> Path.of(place).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a tool; its output. */
    public static String run(Path tool, String... arguments) {
        try {
            List<String> command = new ArrayList<>(List.of(tool.toString()));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(tool + " could not be run", e);
        }
    }
}
