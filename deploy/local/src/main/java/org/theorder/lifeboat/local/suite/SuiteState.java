package org.theorder.lifeboat.local.suite;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code .lifeboat/state.json} says: enough to show the suite, and to end all of it, after its supervisor was
 * killed.
 *
 * @param kind whose data it runs on: {@code suite} or {@code demo}
 * @param failure why the start failed, for people
 * @param since when it began to start, was up, or went down
 */
public record SuiteState(
        String kind,
        Phase phase,
        @Nullable String failure,
        @Nullable ProcessIdentity supervisor,
        Instant since,
        Map<PortName, Integer> ports,
        List<Running> processes) {

    /** Where the suite stands. */
    public enum Phase {
        STARTING,
        UP,
        FAILED,
        DOWN
    }

    /**
     * One process that the supervisor started.
     *
     * @param restarts how often it died and was started again
     */
    public record Running(
            String name, PortName port, ProcessIdentity identity, Condition condition, Instant since, int restarts) {}

    /** How a process is. */
    public enum Condition {
        STARTING,
        UP,
        RESTARTING,
        DEAD
    }

    /** Before the first start. */
    static SuiteState none(Instant now) {
        return new SuiteState("suite", Phase.DOWN, null, null, now, Map.of(), List.of());
    }

    public Optional<Running> process(String name) {
        return processes.stream().filter(process -> process.name().equals(name)).findFirst();
    }

    /** @throws IllegalStateException if the suite was never started */
    public int port(PortName name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalStateException("no port " + name.wireName() + " has been chosen yet");
        }
        return port;
    }

    public boolean supervised() {
        return supervisor != null && supervisor.isAlive();
    }

    SuiteState in(Phase next, @Nullable String reason, Instant now) {
        return new SuiteState(kind, next, reason, supervisor, now, ports, processes);
    }

    SuiteState with(Running changed) {
        List<Running> others = processes.stream()
                .filter(process -> !process.name().equals(changed.name()))
                .toList();
        return new SuiteState(
                kind,
                phase,
                failure,
                supervisor,
                since,
                ports,
                Stream.concat(others.stream(), Stream.of(changed)).toList());
    }
}
