package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** Judges what other services told, out of our own database; finds its subjects while it looks. */
public abstract class HeardProbe implements Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final RuleName rule;
    private final Duration interval;
    private volatile Map<SubjectKey, Subject> known = Map.of();
    private volatile boolean complete;

    /**
     * @param name for logs
     * @param rule of all that it finds
     */
    protected HeardProbe(String name, RuleName rule, Duration interval) {
        this.name = name;
        this.rule = rule;
        this.interval = interval;
    }

    /** One observation for each thing that was heard of. */
    protected abstract List<Observation> heard();

    /** Whether a check of its rule, found by whichever process, is of what it hears; others may share the rule. */
    protected boolean hears(Subject check) {
        return true;
    }

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

    @Override
    public void forget(SubjectKey check) {
        known = byKey(known.values().stream().filter(subject -> !subject.key().equals(check)));
    }

    /**
     * What nobody told of while another process evaluated may be told of now. What was told of before is known although the
     * first look may break, so that it is unknown then, and monitoring blind.
     */
    @Override
    public void recall(Collection<Subject> checks) {
        complete = false;
        known = byKey(checks.stream().filter(check -> check.key().rule() == rule && hears(check)));
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
        known = byKey(observations.stream().map(Observation::subject));
        complete = true;
        return observations;
    }

    private static Map<SubjectKey, Subject> byKey(Stream<Subject> subjects) {
        return subjects.collect(Collectors.toUnmodifiableMap(Subject::key, Function.identity(), (one, _) -> one));
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
