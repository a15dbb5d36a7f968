package org.theorder.lifeboat.local.suite;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.local.suite.SuiteState.Running;
import org.theorder.lifeboat.servers.Postmaster;

/** The processes of the suite as a table for people. */
public final class StatusTable {
    private static final String ROW = "  %-18s %-11s %8s %6s %9s   %s";

    private final Home home;
    private final SuiteState state;
    private final Instant now;

    public StatusTable(Home home, SuiteState state, Instant now) {
        this.home = home;
        this.state = state;
        this.now = now;
    }

    /** The heading, then a line per process that runs or should run. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("process", "state", "pid", "port", "memory", "since"));
        state.processes().stream()
                .filter(process -> state.supervised() || process.identity().isAlive())
                .sorted(Comparator.comparing(Running::name))
                .map(this::line)
                .forEach(lines::add);
        for (Postmaster restored : RestoredServers.in(home.data(state.kind()))) {
            lines.add(ROW.formatted(
                    "shop (restored)",
                    restored.ready() ? "up" : "starting",
                    restored.pid(),
                    restored.port(),
                    Memory.ofTree(restored.pid()),
                    restored.dataDirectory()));
        }
        ProcessIdentity supervisor = state.supervisor();
        if (supervisor != null && supervisor.isAlive()) {
            lines.add(ROW.formatted(
                    "supervisor",
                    "up",
                    supervisor.pid(),
                    state.port(PortName.SMTP),
                    Memory.ofTree(supervisor.pid(), false),
                    "mailbox at this port"));
        }
        return lines;
    }

    private String line(Running process) {
        boolean alive = process.identity().isAlive();
        String condition = process.condition().name().toLowerCase(Locale.ROOT);
        return ROW.formatted(
                process.name(),
                alive || process.condition() != SuiteState.Condition.UP ? condition : "gone",
                alive ? process.identity().pid() : "",
                state.port(process.port()),
                alive ? Memory.ofTree(process.identity().pid()) : "",
                span(Duration.between(process.since(), now))
                        + (process.restarts() == 0 ? "" : ", restarted " + process.restarts() + "×"));
    }

    /** For example {@code 2 h 5 min} or {@code 12 s}. */
    public static String span(Duration time) {
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        if (time.toHours() == 0) {
            return time.toMinutes() + " min " + time.toSecondsPart() + " s";
        }
        return time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
