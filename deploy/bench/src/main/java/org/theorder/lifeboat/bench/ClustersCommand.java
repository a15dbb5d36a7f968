package org.theorder.lifeboat.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "clusters",
        mixinStandardHelpOptions = true,
        description = "what many clusters cost at rest: leases, schedules, reports; against simulated servers")
final class ClustersCommand implements Callable<Integer> {
    @ParentCommand
    private Bench bench = new Bench();

    @Option(names = "--clusters", paramLabel = "NUMBER", description = "(default: ${DEFAULT-VALUE})")
    private int clusters = 1_000;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "how long each measurement takes (default: ${DEFAULT-VALUE})")
    private int seconds = 60;

    @Override
    public Integer call() throws InterruptedException {
        new ClustersBench(bench.home(), clusters, seconds, System.out::println).run();
        return 0;
    }
}
