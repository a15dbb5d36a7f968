package org.theorder.lifeboat.local.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.PostgresBinaries;

/**
 * {@code lifeboat extract}, as somebody uses it who has nothing but the repository.
 *
 * @param program the self-contained jar
 * @param dump PostgreSQL's {@code pg_dump}, which the embedded server does not bring
 */
record Extract(Path program, Path dump) {
    private static final int MAJOR_VERSION = 18;
    private static final Pattern VERSION = Pattern.compile("pg_dump \\(PostgreSQL\\) (\\d+)");

    /** What was got out: a file with SQL, and how many rows it has. */
    record Extracted(Path sql, long rows) {}

    /** Empty if there is no {@code pg_dump} that is new enough, in {@code LIFEBOAT_POSTGRES_TOOLS}, on the PATH or where Debian puts it. */
    static Optional<Extract> with(Path program) {
        String tools = System.getenv().getOrDefault("LIFEBOAT_POSTGRES_TOOLS", "");
        String path = System.getenv().getOrDefault("PATH", "");
        return with(program, tools + ":" + path + ":/usr/lib/postgresql/" + MAJOR_VERSION + "/bin");
    }

    /** @param path folders with a colon between each two */
    static Optional<Extract> with(Path program, String path) {
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "pg_dump"))
                .filter(Files::isExecutable)
                .filter(Extract::isNewEnough)
                .findFirst()
                .map(dump -> new Extract(program, dump));
    }

    private static boolean isNewEnough(Path dump) {
        try {
            Matcher matcher = VERSION.matcher(run(List.of(dump.toString(), "--version")));
            return matcher.lookingAt() && Integer.parseInt(matcher.group(1)) >= MAJOR_VERSION;
        } catch (LifeboatException e) {
            // Debian's wrapper is there before any version is
            return false;
        }
    }

    /** Gets one table of the shop as it was at a moment. */
    Extracted table(String name, Instant moment, List<Path> regions, Path sql) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:CompileThresholdScaling=5",
                "-jar",
                program.toString(),
                "extract"));
        regions.forEach(
                region -> command.addAll(List.of("--repository", region.toUri().toString())));
        command.addAll(List.of("--cluster", Cast.CLUSTER.value(), "--to", moment.toString()));
        command.addAll(List.of("--database", "shop", "--table", "public." + name));
        command.addAll(List.of("--postgres", PostgresBinaries.unpacked().toString(), "--pg-dump", dump.toString()));
        command.addAll(List.of("--output", sql.toString()));
        String printed = run(command);
        try (Stream<String> lines = Files.lines(sql)) {
            return new Extracted(
                    sql,
                    lines.dropWhile(line -> !line.startsWith("COPY public." + name + " "))
                            .skip(1)
                            .takeWhile(line -> !line.equals("\\."))
                            .count());
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "extract has written nothing: " + printed, e);
        }
    }

    /** @throws LifeboatException with what it printed, if it fails */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL, String.join(" ", command) + " failed: " + printed.strip());
            }
            return printed;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, command.getFirst() + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }
}
