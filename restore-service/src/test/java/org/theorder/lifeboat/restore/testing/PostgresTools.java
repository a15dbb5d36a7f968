package org.theorder.lifeboat.restore.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.theorder.lifeboat.servers.test.RequiredServers;

/**
 * PostgreSQL 18's client tools, which the embedded server does not bring: from the folder that the environment names in
 * {@code LIFEBOAT_POSTGRES_TOOLS} ({@code deploy/test-servers/postgres-tools.sh} makes one), or where Debian installs them.
 */
public record PostgresTools(Path folder) {
    /** The test is skipped, saying why, if there are none. */
    public static PostgresTools required() {
        String named = System.getenv("LIFEBOAT_POSTGRES_TOOLS");
        Path folder = Path.of(named == null ? "/usr/lib/postgresql/18/bin" : named);
        RequiredServers.orSkip(
                Files.isExecutable(folder.resolve("pg_combinebackup")),
                "PostgreSQL 18's pg_combinebackup in " + folder,
                "LIFEBOAT_POSTGRES_TOOLS names its folder, deploy/test-servers/postgres-tools.sh makes one");
        return new PostgresTools(folder);
    }

    /** Runs a tool; it must succeed. */
    public String run(Map<String, String> environment, String tool, List<String> arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(tool, ".out");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(folder.resolve(tool).toString()), arguments.stream())
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        String printed = Files.readString(output);
        Files.delete(output);
        assertThat(ended && process.exitValue() == 0)
                .as(tool + " " + arguments + ": " + printed)
                .isTrue();
        return printed;
    }

    /** The chain as the tool takes it: oldest first, then where the result goes. */
    public void combine(List<Path> oldestFirst, Path result, Map<Path, Path> tablespaces)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        tablespaces.forEach((from, to) -> arguments.add("--tablespace-mapping=" + from + "=" + to));
        oldestFirst.forEach(each -> arguments.add(each.toString()));
        arguments.addAll(List.of("--no-sync", "--output=" + result));
        run(Map.of(), "pg_combinebackup", arguments);
    }
}
