package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** Judges what other services told, out of our own database; finds its subjects while it looks. */
public abstract class HeardProbe implements Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Duration interval;
    private volatile Map<SubjectKey, Subject> known = Map.of();
    private volatile boolean complete;

    /** @param name for logs */
    protected HeardProbe(String name, Duration interval) {
        this.name = name;
        this.interval = interval;
    }

    /** One observation for each thing that was heard of. */
    protected abstract List<Observation> heard();

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Subject> subjects() {
        return List.of();
    }

    /** What nobody tells of any more was removed. Before the first look of a term anything may be. */
    @Override
    public boolean finds(SubjectKey check) {
        return !complete || known.containsKey(check);
    }

    /** What nobody told of while another process evaluated may be told of now. */
    @Override
    public void recall(Collection<Subject> checks) {
        complete = false;
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public List<Observation> look() {
        List<Observation> observations = heard();
        known = observations.stream()
                .map(Observation::subject)
                .collect(Collectors.toUnmodifiableMap(Subject::key, Function.identity(), (one, _) -> one));
        complete = true;
        return observations;
    }

    @Override
    public List<Observation> late() {
        return unseen("our own database did not answer in time");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return known.values().stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }
}
