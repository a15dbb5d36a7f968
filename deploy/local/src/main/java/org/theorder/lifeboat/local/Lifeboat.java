package org.theorder.lifeboat.local;

import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.Suite;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Main class of the launcher. What goes wrong is told in one line; a stack trace is for {@code LIFEBOAT_DEBUG=1}. */
@Command(
        name = "lifeboat",
        mixinStandardHelpOptions = true,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            DemoCommand.class,
            StatusCommand.class,
            CatalogueCommand.class,
            SuperviseCommand.class,
            VerifyTimelineCommand.class
        })
public final class Lifeboat {
    @Option(names = "--home", description = "where the suite keeps everything", paramLabel = "DIRECTORY")
    private @Nullable Path home;

    @Option(names = "--project", description = "where the services were built", paramLabel = "DIRECTORY")
    private Path project = Path.of("");

    Suite suite() {
        Path root = home == null ? project.resolve(".lifeboat") : home;
        return new Suite(new Home(root, project), Clock.systemUTC());
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Lifeboat())
                .setExecutionExceptionHandler((failure, line, parsed) -> tell(failure))
                .setParameterExceptionHandler((wrong, all) -> refuse(wrong))
                .execute(arguments));
    }

    private static int refuse(CommandLine.ParameterException wrong) {
        String reason = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("not understood");
        System.err.println("lifeboat: " + reason + " (./lifeboat help lists what there is)");
        return 2;
    }

    private static int tell(Exception failure) throws Exception {
        if (System.getenv("LIFEBOAT_DEBUG") != null) {
            throw failure;
        }
        String what = failure instanceof LifeboatException known
                ? known.explanation()
                : "a defect of the launcher, " + failure + " (LIFEBOAT_DEBUG=1 shows where)";
        System.err.println("lifeboat: " + what.lines().findFirst().orElse("it failed without a word"));
        return 1;
    }
}
