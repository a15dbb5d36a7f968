package org.theorder.lifeboat.local;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.theorder.lifeboat.local.suite.Addresses;
import org.theorder.lifeboat.local.suite.StatusTable;
import org.theorder.lifeboat.local.suite.Suite;
import org.theorder.lifeboat.local.suite.SuiteState;
import org.theorder.lifeboat.local.suite.SuiteState.Phase;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "status", description = "what runs, where, since when, and how much memory it takes")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Lifeboat lifeboat = new Lifeboat();

    @Override
    public Integer call() {
        Suite suite = lifeboat.suite();
        SuiteState state = suite.state();
        Instant now = Clock.systemUTC().instant();
        List<String> table = new StatusTable(suite.home(), state, now).lines();
        if (!state.supervised() && table.size() == 1) {
            System.out.println("Lifeboat is down: ./lifeboat up starts it.");
            return 3;
        }
        System.out.println(headline(state, now));
        table.forEach(System.out::println);
        if (state.phase() == Phase.UP) {
            new Addresses(suite.home(), state).lines().forEach(System.out::println);
        }
        return state.supervised() && state.phase() == Phase.UP ? 0 : 3;
    }

    private static String headline(SuiteState state, Instant now) {
        if (!state.supervised()) {
            return "Lifeboat's supervisor is gone, what it started is not: ./lifeboat down ends it.";
        }
        return switch (state.phase()) {
            case STARTING -> "Lifeboat is starting.";
            case UP ->
                "Lifeboat is up for " + StatusTable.span(Duration.between(state.since(), now)) + ", on the data of "
                        + (state.kind().equals("demo") ? "the demo." : "its own.");
            case FAILED -> "Lifeboat did not start: " + state.failure();
            case DOWN -> "Lifeboat is going down.";
        };
    }
}
