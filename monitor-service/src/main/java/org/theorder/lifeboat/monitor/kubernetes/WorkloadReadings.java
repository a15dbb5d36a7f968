package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;

/** What the state of a workload means: is it down, does it lack pods, are its pods restarted again and again. */
final class WorkloadReadings {
    /** So long a new one may take to begin. */
    private static final Duration BEGINNING = Duration.ofMinutes(5);

    private final Clock clock;
    private final Restarts restarts;
    private final Set<Workload.Id> served = new HashSet<>();

    WorkloadReadings(Clock clock) {
        this.clock = clock;
        this.restarts = new Restarts(clock);
    }

    /** Down: it wants pods and none serves. One that was just made and never served begins. */
    Reading service(Workload workload, List<Pod> pods) {
        if (workload.ready() > 0) {
            served.add(workload.id());
        }
        if (workload.desired() == 0 || workload.ready() > 0) {
            return new Reading.Good(workload.readiness());
        }
        Instant begun = workload.createdAt();
        if (!served.contains(workload.id()) && clock.instant().isBefore(begun.plus(BEGINNING))) {
            return new Reading.Between(workload.readiness() + ", it was just made");
        }
        return bad(workload, "has no ready pod", pods);
    }

    /** Fewer pods serve than it wants. */
    Reading completeness(Workload workload, List<Pod> pods) {
        return workload.ready() >= workload.desired()
                ? new Reading.Good(workload.readiness())
                : bad(workload, "has fewer ready pods than it wants", pods);
    }

    /** Containers end again and again. */
    Reading restarts(Workload workload, List<Pod> pods) {
        int lately = restarts.lately(workload.id(), pods);
        String value = lately == 0 ? "no restart in 15 min" : lately + " restarts in 15 min";
        String title = workload.id().title() + " is restarted again and again";
        List<Fact> facts = facts(workload.id(), value, pods);
        return pods.stream().anyMatch(PodTrouble::crashLoops)
                ? new Reading.Bad("a pod waits in CrashLoopBackOff, " + value, title, facts)
                : new Reading.Measured(lately, value, title, facts);
    }

    /** Something that must be there is not. */
    Reading missing(Workload.Id workload) {
        return new Reading.Bad(
                "it is not there",
                workload.title() + " is not there",
                List.of(new Fact("workload", workload.toString())));
    }

    /** Forgets workloads that are gone. */
    void retain(Set<Workload.Id> present) {
        served.retainAll(present);
        restarts.retain(present);
    }

    private static Reading bad(Workload workload, String what, List<Pod> pods) {
        String value = workload.readiness();
        return new Reading.Bad(value, workload.id().title() + " " + what, facts(workload.id(), value, pods));
    }

    private static List<Fact> facts(Workload.Id workload, String value, List<Pod> pods) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("workload", workload + ": " + value));
        facts.addAll(PodTrouble.facts(pods));
        return facts;
    }
}
