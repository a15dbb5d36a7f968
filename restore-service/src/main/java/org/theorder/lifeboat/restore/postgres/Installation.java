package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The PostgreSQL programs that restored clusters are started with.
 *
 * @param programs the folder that holds {@code postgres} and {@code pg_ctl}
 * @param majorVersion for example 18
 */
public record Installation(Path programs, int majorVersion) {
    private static final Pattern VERSION = Pattern.compile("postgres \\(PostgreSQL\\) (\\d+).*", Pattern.DOTALL);
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(20);

    /**
     * Looks into {@code folder} and {@code folder/bin}.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if the programs are not there or do not run
     */
    public static Installation at(Path folder) {
        for (Path candidate : List.of(folder, folder.resolve("bin"))) {
            if (Files.isExecutable(candidate.resolve("postgres")) && Files.isExecutable(candidate.resolve("pg_ctl"))) {
                return new Installation(candidate.toAbsolutePath(), majorVersionOf(candidate.resolve("postgres")));
            }
        }
        throw new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                "lifeboat.postgres.binaries: there is no postgres and pg_ctl in " + folder
                        + "; name the folder that holds them, for example /usr/lib/postgresql/18/bin");
    }

    private static int majorVersionOf(Path postgres) {
        Ended ended = run(List.of(postgres.toString(), "--version"), PROGRAM_LIMIT);
        Matcher matcher = VERSION.matcher(ended.output());
        if (ended.exitCode() != 0 || !matcher.matches()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.postgres.binaries: " + postgres + " --version did not answer as PostgreSQL does: "
                            + ended.output().strip());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** The command line of one of the programs, without root's powers. */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve(program).toString());
        command.addAll(arguments);
        return Unprivileged.command(command);
    }

    /** How a short program ended, and what it printed. */
    record Ended(int exitCode, String output) {}

    /** Runs {@code pg_ctl} to its end. */
    Ended control(List<String> arguments, Duration limit) {
        return run(command("pg_ctl", arguments), limit);
    }

    static Ended run(List<String> command, Duration limit) {
        try {
            // a file and not a pipe: a server that pg_ctl starts would hold the pipe open for ever
            Path output = Files.createTempFile("lifeboat-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new LifeboatException(
                            ErrorCode.TIMED_OUT, command.get(0) + " did not end within " + limit.toSeconds() + " s");
                }
                return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, command.get(0) + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted while " + command.get(0) + " ran", e);
        }
    }
}
