package org.theorder.lifeboat.local;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.PortChoices;
import org.theorder.lifeboat.local.suite.Suite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "up", description = "start the suite and leave it running")
final class UpCommand implements Callable<Integer> {
    private static final long FREE_SPACE_MEBIBYTES = 1_000;

    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    @Option(
            names = "--port",
            paramLabel = "NAME=NUMBER",
            description = "a port of your choice; otherwise a free one is chosen and kept")
    private Map<String, String> ports = Map.of();

    @Override
    public Integer call() {
        Suite suite = lifeboat.suite();
        AtomicBoolean done = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!done.get()) {
                                suite.down();
                            }
                        },
                        "end-unfinished-start"));
        long begun = System.nanoTime();
        try (Terminal terminal = Terminal.ofThisProcess()) {
            suite.up(
                    new Suite.Request("suite", false, PortChoices.of(ports, System::getenv), FREE_SPACE_MEBIBYTES),
                    new StartProgress(terminal)::show);
        } catch (LifeboatException e) {
            done.set(true);
            if (e.code() == ErrorCode.ALREADY_EXISTS && suite.state().supervised()) {
                System.out.println(e.explanation());
                return 0;
            }
            throw e;
        }
        done.set(true);
        System.out.printf("Lifeboat is up after %.1f s.%n", (System.nanoTime() - begun) / 1e9);
        new Addresses(suite.home(), suite.state()).lines().forEach(System.out::println);
        System.out.println("./lifeboat status shows it, ./lifeboat logs tells more, ./lifeboat down ends it.");
        return 0;
    }
}
