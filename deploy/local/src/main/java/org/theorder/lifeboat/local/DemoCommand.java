package org.theorder.lifeboat.local;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.demo.Narrator;
import org.theorder.lifeboat.local.demo.Outcome;
import org.theorder.lifeboat.local.demo.Story;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.PortChoices;
import org.theorder.lifeboat.local.suite.Suite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "demo",
        description = "a database is backed up, lost and restored, and everybody is told; the suite stays up")
final class DemoCommand implements Callable<Integer> {
    private static final long FREE_SPACE_MEBIBYTES = 4_000;

    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    @Option(names = "--exit", description = "end the suite afterwards")
    private boolean exit;

    @Option(
            names = "--megabytes",
            paramLabel = "NUMBER",
            description = "how much data the shop has (default: ${DEFAULT-VALUE})")
    private long megabytes = 320;

    @Option(names = "--port", paramLabel = "NAME=NUMBER", description = "a port of your choice")
    private Map<String, String> ports = Map.of();

    @Override
    public Integer call() {
        Suite suite = lifeboat.suite();
        if (suite.state().supervised()) {
            throw new LifeboatException(
                    ErrorCode.ALREADY_EXISTS,
                    "Lifeboat is up, and the demo starts from nothing: ./lifeboat down ends it");
        }
        AtomicBoolean keep = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!keep.get()) {
                                suite.down();
                            }
                        },
                        "end-demo"));
        long begun = System.nanoTime();
        try (Terminal terminal = Terminal.ofThisProcess()) {
            terminal.line("Lifeboat demo: a shop's database is backed up, lost and restored, and everybody is told.");
            terminal.line("");
            Outcome outcome = new Story(
                            suite,
                            new Story.Settings(
                                    megabytes,
                                    Duration.ofSeconds(5),
                                    Duration.ofSeconds(60),
                                    PortChoices.of(ports, System::getenv),
                                    FREE_SPACE_MEBIBYTES),
                            new Narrator(terminal),
                            moment -> {},
                            Clock.systemUTC())
                    .tell();
            conclude(suite, terminal, outcome, begun);
            keep.set(!exit);
            return outcome.passed() ? 0 : 1;
        }
    }

    private void conclude(Suite suite, Terminal terminal, Outcome outcome, long begun) {
        if (outcome.timeline().isEmpty()) {
            // it did not even start, and why is said already
            return;
        }
        terminal.line("");
        if (suite.isUp()) {
            terminal.line(
                    exit
                            ? "It was up at these addresses, and is ended now:"
                            : "It stays up on the demo's data (./lifeboat status shows it, ./lifeboat down ends it):");
            new Addresses(suite.home(), suite.state()).lines().forEach(terminal::line);
            terminal.line("");
        }
        if (exit) {
            terminal.now("ending the suite …");
            suite.down();
        }
        outcome.lines().forEach(terminal::line);
        terminal.line("The whole demo took %.0f s.".formatted((System.nanoTime() - begun) / 1e9));
    }
}
