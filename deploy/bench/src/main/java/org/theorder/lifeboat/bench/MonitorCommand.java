package org.theorder.lifeboat.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        description =
                "how fast monitor-service starts, opens incidents and takes alerts while it watches many clusters")
final class MonitorCommand implements Callable<Integer> {
    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--clusters", paramLabel = "NUMBER", description = "(default: ${DEFAULT-VALUE})")
    private int clusters = 1_000;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "how long things go wrong (default: ${DEFAULT-VALUE})")
    private int seconds = 40;

    @Option(names = "--goals", description = "exit code 1 if a goal is not reached")
    private boolean goals;

    @Override
    public Integer call() throws InterruptedException {
        boolean reached = new MonitorBench(bench.home(), clusters, seconds, System.out::println).run();
        return goals && !reached ? 1 : 0;
    }
}
