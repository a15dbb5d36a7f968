package org.theorder.lifeboat.monitor.cluster;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/** How long ago a restore or a drill of each protected cluster passed; since it is known, if none ever did. */
@Singleton
public class ProofProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final LatestStore latest;
    private final Rehearsals rehearsals;
    private final Clock clock;

    ProofProbe(LatestStore latest, Rehearsals rehearsals, Clock clock) {
        super("proofs of recovery", RuleName.DRILL_OVERDUE, INTERVAL);
        this.latest = latest;
        this.rehearsals = rehearsals;
        this.clock = clock;
    }

    @Override
    protected List<Observation> heard() {
        Map<String, Instant> proven = rehearsals.all().stream()
                .filter(rehearsal -> rehearsal.provenAt() != null)
                .collect(Collectors.toUnmodifiableMap(Rehearsal::cluster, Rehearsal::provenAt));
        return latest.all(Topics.PROTECTION_REPORTED).stream()
                .map(report -> observation(report, proven.get(report.key()), clock.instant()))
                .toList();
    }

    static Observation observation(Latest<ProtectionReported> report, @Nullable Instant proven, Instant now) {
        ClusterName cluster = report.event().cluster();
        Duration age = Duration.between(proven == null ? report.firstAt() : proven, now);
        String value = proven == null
                ? "never proven since it is known, " + Wording.duration(age)
                : "proven " + Wording.duration(age) + " ago";
        return new Observation(
                new Subject(RuleName.DRILL_OVERDUE, cluster.value(), cluster, cluster.value()),
                new Reading.Measured(
                        Math.max(0, age.toMillis()) / 1000.0,
                        value,
                        "Recovery of " + cluster + " has not been proven lately",
                        List.of(new Fact("last proof", value))));
    }
}
