package org.theorder.lifeboat.restore.drill;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.run.Restorer;

/**
 * Where a drill goes, by turns: one day to the newest point, which measures the RPO, the next to a time before it, which is what
 * a mistake takes. A week has an odd number of days, so what is rehearsed once a week takes turns, too.
 */
@ApplicationScoped
class DrillTargets {
    private static final Logger LOG = LoggerFactory.getLogger(DrillTargets.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Restorer restorer;

    DrillTargets(Restorer restorer) {
        this.restorer = restorer;
    }

    /**
     * The middle of what was written since the newest backup, on odd days since 1970. While that one cannot be restored, the
     * newest point: a time before it would rehearse an older one and not notice.
     */
    RecoveryTarget on(LocalDate day, ClusterName cluster) {
        return day.toEpochDay() % 2 == 0
                ? new RecoveryTarget.Latest()
                : sinceTheNewestBackup(cluster)
                        .<RecoveryTarget>map(RecoveryTarget.AtTime::new)
                        .orElseGet(RecoveryTarget.Latest::new);
    }

    private Optional<Instant> sinceTheNewestBackup(ClusterName cluster) {
        try {
            RestorePlan newest = restorer.chooser()
                    .choose(cluster, new RecoveryTarget.Latest(), new TargetTimeline.Latest(), Optional.empty());
            Instant from = newest.backup().completedAt();
            Duration written = Duration.between(from, newest.storedAt());
            return !newest.newerPassedOver().isEmpty() || written.compareTo(SHORTEST) < 0
                    ? Optional.empty()
                    : Optional.of(from.plus(written.dividedBy(2)).truncatedTo(ChronoUnit.MILLIS));
        } catch (LifeboatException e) {
            LOG.info("Drill goes to the newest point and will tell cluster={} reason={}", cluster, e.explanation());
            return Optional.empty();
        }
    }
}
