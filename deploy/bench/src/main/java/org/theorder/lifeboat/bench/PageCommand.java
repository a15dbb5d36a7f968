package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description =
                "how many readers the status page bears, and how fast news is on it, in a mailbox, and in those of many")
final class PageCommand implements Callable<Integer> {
    @ParentCommand
    private Bench bench = new Bench();

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "how long each load lasts (default: ${DEFAULT-VALUE})")
    private int seconds = 15;

    @Option(
            names = "--connections",
            paramLabel = "NUMBER",
            description = "readers at the same time, each asks as soon as it was answered (default: ${DEFAULT-VALUE})")
    private int connections = 32;

    @Option(
            names = "--events",
            paramLabel = "NUMBER",
            description = "incidents that are opened, one after the other (default: ${DEFAULT-VALUE})")
    private int events = 200;

    @Option(
            names = "--subscribers",
            paramLabel = "NUMBER",
            description = "who are mailed about one incident (default: ${DEFAULT-VALUE})")
    private int subscribers = 10_000;

    @Option(
            names = "--shared",
            description = "subscribers are shared with another region, which hears of each of them and of each mail")
    private boolean shared;

    @Option(names = "--goals", description = "exit code 1 if a goal is not reached")
    private boolean goals;

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean reached = new PageBench(
                        bench.home(), seconds, connections, events, subscribers, shared, System.out::println)
                .run();
        return goals && !reached ? 1 : 0;
    }
}
