package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Subject;

/** Judges what other services told, out of our own database; finds its subjects while it looks. */
public abstract class HeardProbe implements Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final Duration interval;
    private final Set<Subject> known = ConcurrentHashMap.newKeySet();

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
        observations.forEach(observation -> known.add(observation.subject()));
        return observations;
    }

    @Override
    public List<Observation> late() {
        return unseen("our own database did not answer in time");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return known.stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }
}
