package org.theorder.lifeboat.monitor.cluster;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * How much of the recovery point objective a disaster at this moment would cost, for each region of each cluster: from what
 * is durable in the repository there, not from whether backups ended well. Silence of backup-service makes data older, too.
 */
@Singleton
public class RecoveryPointProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final LatestStore latest;
    private final Clock clock;
    private final Duration goal;

    RecoveryPointProbe(LatestStore latest, Clock clock, ObjectivesConfiguration objectives) {
        super("recovery points", RuleName.RECOVERY_POINT, INTERVAL);
        this.latest = latest;
        this.clock = clock;
        this.goal = Configured.positive("lifeboat.monitor.objectives.rpo", objectives.rpo());
    }

    @Override
    protected List<Observation> heard() {
        Instant now = clock.instant();
        List<Observation> all = new ArrayList<>();
        for (Latest<ProtectionReported> report : latest.all(Topics.PROTECTION_REPORTED)) {
            for (ProtectionReported.Region region : report.event().regions()) {
                Subject subject = new Subject(
                        RuleName.RECOVERY_POINT,
                        report.event().cluster() + "/" + region.region(),
                        report.event().cluster(),
                        report.event().cluster().value());
                all.add(new Observation(subject, reading(report, region, now)));
            }
        }
        return all;
    }

    Reading reading(Latest<ProtectionReported> report, ProtectionReported.Region region, Instant now) {
        String where = report.event().cluster() + ", region " + region.region();
        @Nullable Instant safe = region.newestBackup() == null ? null : safe(report.event(), region);
        // nothing can be restored from there yet; the time since it is known is what may be lost
        Duration loss = Duration.between(safe == null ? report.firstAt() : safe, now);
        double percent = 100.0 * Math.max(0, loss.toMillis()) / goal.toMillis();
        String value = safe == null
                ? "nothing can be restored from there, since " + Wording.time(report.firstAt(), now)
                : Wording.duration(loss) + " would be lost, goal " + Wording.duration(goal);
        return new Reading.Measured(
                percent,
                value,
                where
                        + (percent > 100
                                ? ": more would be lost than was promised"
                                : ": nearly as much would be lost as was promised"),
                List.of(
                        new Fact("recovery point now", value),
                        new Fact("data safe up to", safe == null ? "unknown" : Wording.time(safe, now)),
                        new Fact("newest report", Wording.time(report.receivedAt(), now))));
    }

    /** An idle database has nothing newer to save: then it was safe when it was last looked at. */
    private static @Nullable Instant safe(ProtectionReported report, ProtectionReported.Region region) {
        @Nullable Instant through = region.safeThrough();
        return RegionLag.caughtUp(report, region) && (through == null || through.isBefore(report.at()))
                ? report.at()
                : through;
    }
}
