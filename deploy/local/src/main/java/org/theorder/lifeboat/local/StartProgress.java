package org.theorder.lifeboat.local;

import java.util.stream.Collectors;
import org.theorder.lifeboat.local.suite.SuiteState;
import org.theorder.lifeboat.local.suite.SuiteState.Condition;

/** Shows which processes are up already. */
public final class StartProgress {
    private final Terminal terminal;

    public StartProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows this state. */
    public void show(SuiteState state) {
        String ready = state.processes().stream()
                .filter(process -> process.condition() == Condition.UP)
                .map(SuiteState.Running::name)
                .sorted()
                .collect(Collectors.joining(", "));
        terminal.now("starting … " + (ready.isEmpty() ? "" : "ready: " + ready));
    }
}
