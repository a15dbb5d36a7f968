package org.theorder.lifeboat.restore.breakglass;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Main class of the self-contained jar: {@code java -jar lifeboat-restore.jar list|restore|verify|extract}. Needs the address
 * of a repository, an identity if it is encrypted, and PostgreSQL's programs.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong command line or an impossible request, 3 the target is taken, 4 a repository or a
 * disk cannot be used, 5 data is damaged, 130 interrupted.
 */
@Command(
        name = "lifeboat",
        mixinStandardHelpOptions = true,
        description = "Brings PostgreSQL back from a backup repository, when nothing but that repository is left.",
        subcommands = {
            ListCommand.class,
            RestoreCommand.class,
            VerifyCommand.class,
            ExtractCommand.class,
            JobCommand.class
        })
public final class BreakGlass {
    private static final int INTERRUPTED = 130;
    private static final long GOODBYE_SECONDS = 20;

    private BreakGlass() {}

    public static void main(String[] arguments) {
        // what the service logs is told here by progress, notes and the outcome
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Thread main = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> giveUp(main, ended)));
        int code = run(Clock.systemUTC(), writer(System.out), writer(System.err), arguments);
        ended.countDown();
        System.exit(code);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    /** After Ctrl-C: the restore ends its server and lets go of the directory before the process goes. */
    private static void giveUp(Thread main, CountDownLatch ended) {
        main.interrupt();
        try {
            ended.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs one command and says everything on the given writers. Returns the exit code. */
    static int run(Clock clock, PrintWriter out, PrintWriter err, String... arguments) {
        try {
            return commandLine(clock, out, err).execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println("lifeboat: the memory of this process is too small: java -Xmx1g -jar lifeboat-restore.jar …");
            return exitCode(ErrorCode.INTERNAL);
        }
    }

    private static CommandLine commandLine(Clock clock, PrintWriter out, PrintWriter err) {
        return new CommandLine(new BreakGlass(), new Commands(clock))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, _) -> {
                    err.println("lifeboat: " + wrong.getMessage() + " ("
                            + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help tells more)");
                    return exitCode(ErrorCode.REQUEST_INVALID);
                })
                .setExecutionExceptionHandler((failure, _, _) -> failed(failure, err));
    }

    private static int failed(Exception failure, PrintWriter err) {
        if (System.getenv("LIFEBOAT_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        return switch (failure) {
            case LifeboatException known -> {
                err.println("lifeboat: " + known.code().slug() + ": " + known.explanation());
                yield exitCode(known.code());
            }
            case InterruptedException _ -> {
                err.println("lifeboat: interrupted; the same command begins again and takes over what is left");
                yield INTERRUPTED;
            }
            default -> {
                err.println("lifeboat: a defect: " + failure + " (LIFEBOAT_DEBUG=1 shows where)");
                yield exitCode(ErrorCode.INTERNAL);
            }
        };
    }

    static int exitCode(ErrorCode code) {
        return switch (code.kind()) {
            case INTERNAL, UNKNOWN_RESULT -> 1;
            case INVALID -> 2;
            case CONFLICT -> 3;
            case TRANSIENT, STORAGE -> 4;
            case CORRUPT -> 5;
        };
    }

    /** Makes the commands, which are given the clock. */
    private record Commands(Clock clock) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == RestoreCommand.class) {
                return type.cast(new RestoreCommand(clock));
            }
            if (type == VerifyCommand.class) {
                return type.cast(new VerifyCommand(clock));
            }
            if (type == ExtractCommand.class) {
                return type.cast(new ExtractCommand(clock));
            }
            if (type == JobCommand.class) {
                return type.cast(new JobCommand(clock));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
