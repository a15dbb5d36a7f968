package org.theorder.lifeboat.servers.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL 18's own programs ({@code pg_verifybackup}, {@code pg_combinebackup}, {@code pg_amcheck}, {@code pg_waldump},
 * {@code pg_basebackup}), which the embedded servers do not bring.
 *
 * @param folder with a program or script of each name
 */
public record PostgresTools(Path folder) {
    private static final String VARIABLE = "LIFEBOAT_POSTGRES_TOOLS";
    private static final String BINARIES = "usr/lib/postgresql/18/bin";

    /**
     * From the folder that {@code LIFEBOAT_POSTGRES_TOOLS} names, where {@code .ci/run} lets {@code
     * deploy/test-servers/postgres-tools.sh} install them, or where Debian does. The test that asks is skipped without them,
     * or fails where they are required.
     */
    public static PostgresTools orSkip() {
        return RequiredServers.orSkip(
                places().flatMap(place -> at(place).stream()).findFirst(),
                "PostgreSQL 18's pg_combinebackup and its siblings",
                "deploy/test-servers/postgres-tools.sh install ~/.cache/lifeboat/test-servers/postgres-tools gets them, or "
                        + VARIABLE + " names their folder");
    }

    private static Stream<Path> places() {
        String named = System.getenv(VARIABLE);
        return named == null
                ? Stream.of(
                        Path.of(System.getProperty("user.home"), ".cache/lifeboat/test-servers/postgres-tools"),
                        Path.of("/" + BINARIES))
                : Stream.of(Path.of(named));
    }

    private static Optional<PostgresTools> at(Path place) {
        if (Files.isExecutable(place.resolve("pg_combinebackup"))) {
            return Optional.of(new PostgresTools(place));
        }
        return Files.exists(place.resolve(BINARIES).resolve("pg_combinebackup"))
                ? InstalledServer.script("postgres-tools.sh").map(script -> new PostgresTools(wrapped(script, place)))
                : Optional.empty();
    }

    /** Programs of another release of Debian run with that release's libraries. */
    private static Path wrapped(Path script, Path installed) {
        try {
            Path wrappers = Files.createTempDirectory("lifeboat-postgres-tools-");
            run(List.of(script.toString(), "wrap", installed.toString(), wrappers.toString()), Map.of());
            return wrappers;
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory for the scripts of PostgreSQL's tools", e);
        }
    }

    /** As the other, with nothing in the environment. */
    public String run(String program, String... arguments) {
        return run(Map.of(), program, List.of(arguments));
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws AssertionError with what it printed, unless it ended with 0
     */
    public String run(Map<String, String> environment, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(arguments);
        return run(command, environment);
    }

    /** {@code pg_combinebackup}: the chain oldest first, then where the result goes, then places of tablespaces. */
    public void combine(List<Path> oldestFirst, Path result, Map<Path, Path> tablespaces) {
        List<String> arguments = new ArrayList<>();
        tablespaces.forEach((from, to) -> arguments.add("--tablespace-mapping=" + from + "=" + to));
        oldestFirst.forEach(each -> arguments.add(each.toString()));
        arguments.addAll(List.of("--no-sync", "--output=" + result));
        run(Map.of(), "pg_combinebackup", arguments);
    }

    private static String run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + process.exitValue() + ": " + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command) + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
