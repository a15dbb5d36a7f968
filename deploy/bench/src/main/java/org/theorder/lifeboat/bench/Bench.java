package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Home;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Main class of the benchmarks: {@code ./lifeboat bench …}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            BackupCommand.class,
            RestoreCommand.class,
            ClustersCommand.class,
            MonitorCommand.class,
            PageCommand.class
        })
public final class Bench {
    @Option(names = "--home", description = "where the benchmarks keep everything", paramLabel = "DIRECTORY")
    private @Nullable Path home;

    @Option(names = "--project", description = "where the services were built", paramLabel = "DIRECTORY")
    private Path project = Path.of("");

    Home home() {
        Path root = home == null ? project.resolve(".lifeboat") : home;
        return new Home(root.resolve("bench"), project);
    }

    Path project() {
        return project.toAbsolutePath().normalize();
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler((failure, line, parsed) -> tell(failure))
                .execute(arguments));
    }

    private static int tell(Exception failure) throws Exception {
        if (!(failure instanceof LifeboatException known) || System.getenv("LIFEBOAT_DEBUG") != null) {
            throw failure;
        }
        System.err.println("lifeboat: " + known.explanation());
        return 1;
    }
}
