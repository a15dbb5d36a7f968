package org.theorder.lifeboat.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL 18's own programs, as {@code deploy/test-servers/postgres-tools.sh} gets them. */
record PostgresTools(Path folder) {
    /** In {@code LIFEBOAT_POSTGRES_TOOLS} (installed or wrapped), or where the script is told to install by .ci/run; empty if not there. */
    static Optional<PostgresTools> find(Path wrappers) {
        String chosen = System.getenv("LIFEBOAT_POSTGRES_TOOLS");
        Path root = chosen == null
                ? Path.of(System.getProperty("user.home"), ".cache/lifeboat/test-servers/postgres-tools")
                : Path.of(chosen);
        if (Files.isExecutable(root.resolve("pg_verifybackup"))) {
            return Optional.of(new PostgresTools(root));
        }
        if (!Files.exists(root.resolve("usr/lib/postgresql/18/bin/pg_verifybackup"))) {
            return Optional.empty();
        }
        Path script = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize()
                .resolve("deploy/test-servers/postgres-tools.sh");
        run(List.of(script.toString(), "wrap", root.toString(), wrappers.toString()), Map.of());
        return Optional.of(new PostgresTools(wrappers));
    }

    /** Runs one of them to its end; its output. Fails with it unless the program ends well. */
    String run(String program, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return run(command, environment);
    }

    static String run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
