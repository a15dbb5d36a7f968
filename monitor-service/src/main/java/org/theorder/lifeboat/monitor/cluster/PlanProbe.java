package org.theorder.lifeboat.monitor.cluster;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

/** Whether the recovery of each protected cluster was rehearsed since the cluster became what it is. */
@Singleton
public class PlanProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final LatestStore latest;
    private final Rehearsals rehearsals;

    PlanProbe(LatestStore latest, Rehearsals rehearsals) {
        super("rehearsals of recovery", RuleName.PLAN_STALE, INTERVAL);
        this.latest = latest;
        this.rehearsals = rehearsals;
    }

    @Override
    protected List<Observation> heard() {
        Set<String> clusters = latest.all(Topics.PROTECTION_REPORTED).stream()
                .map(Latest::key)
                .collect(Collectors.toUnmodifiableSet());
        return rehearsals.all().stream()
                .filter(rehearsal -> clusters.contains(rehearsal.cluster()))
                .map(PlanProbe::observation)
                .toList();
    }

    static Observation observation(Rehearsal rehearsal) {
        Subject subject = new Subject(
                RuleName.PLAN_STALE, rehearsal.cluster(), new ClusterName(rehearsal.cluster()), rehearsal.cluster());
        return new Observation(subject, reading(rehearsal));
    }

    private static Reading reading(Rehearsal rehearsal) {
        if (!rehearsal.isStale()) {
            return new Reading.Good(
                    rehearsal.changedWith() == null ? "unchanged since it is known" : "rehearsed since it changed");
        }
        return new Reading.Bad(
                "changed: " + rehearsal.change(),
                "Recovery of " + rehearsal.cluster() + " has not been rehearsed since it changed",
                List.of(
                        new Fact("changed", rehearsal.change() + ", as of backup " + rehearsal.changedWith()),
                        new Fact(
                                "rehearsed",
                                rehearsal.proven() == null
                                        ? "never since it is known"
                                        : "with backup " + rehearsal.proven() + ", from before")));
    }
}
