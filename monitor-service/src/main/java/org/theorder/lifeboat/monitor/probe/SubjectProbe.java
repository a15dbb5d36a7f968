package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Subject;

/** A probe of one subject. */
public record SubjectProbe(Subject subject, Duration interval, Duration timeout, Look how) implements Probe {
    @Override
    public String name() {
        return subject.key().toString();
    }

    @Override
    public List<Subject> subjects() {
        return List.of(subject);
    }

    @Override
    public List<Observation> look() {
        return observed(how.read());
    }

    @Override
    public List<Observation> late() {
        return observed(how.late(timeout));
    }

    @Override
    public List<Observation> unseen(String reason) {
        return observed(new Reading.Unknown(reason));
    }

    private List<Observation> observed(Reading reading) {
        return List.of(new Observation(subject, reading));
    }
}
