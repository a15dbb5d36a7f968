package org.theorder.lifeboat.backup.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.settings.Cron;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported.Due;

/** When each cluster's backups are wanted, for those who watch whether they came; computed anew when a moment has passed. */
@ApplicationScoped
public class DueTimes {
    private static final Duration LONGEST_BLACKOUT = Duration.ofDays(7);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<ClusterName, Known> known = new ConcurrentHashMap<>();

    DueTimes(Clock clock) {
        this.clock = clock;
    }

    record Known(ScheduleSettings settings, Instant until, List<Due> due) {}

    /** One for each kind that has a schedule; a blackout window counts as a later moment, or as none if nothing is caught up. */
    public List<Due> of(Cluster cluster) {
        Instant now = clock.instant();
        ScheduleSettings settings = cluster.settings().schedule();
        return known.compute(
                        cluster.name(),
                        (name, before) ->
                                before != null && before.settings().equals(settings) && now.isBefore(before.until())
                                        ? before
                                        : compute(name, settings, now))
                .due();
    }

    static Known compute(ClusterName cluster, ScheduleSettings settings, Instant now) {
        List<Due> due = new ArrayList<>();
        Instant until = now.plus(LONGEST_BLACKOUT);
        for (BackupKind kind : BackupKind.values()) {
            Cron cron = SchedulePlanner.cron(settings, kind);
            if (!cron.isOff()) {
                CronTimes times =
                        CronTimes.of(cron.fields(), settings.zone(), SchedulePlanner.delay(cluster, settings));
                Optional<Instant> next = next(times, settings, now);
                due.add(new Due(kind, latest(times, settings, now).orElse(null), next.orElse(null)));
                until = next.filter(until::isAfter).orElse(until);
            }
        }
        return new Known(settings, until, List.copyOf(due));
    }

    private static Optional<Instant> next(CronTimes times, ScheduleSettings settings, Instant now) {
        Optional<Instant> next = times.next(now);
        while (!settings.catchUp() && next.filter(settings::blackedOut).isPresent()) {
            next = times.next(next.get()).filter(moment -> moment.isBefore(now.plus(LONGEST_BLACKOUT)));
        }
        return next.map(moment -> behindBlackout(settings, moment));
    }

    private static Optional<Instant> latest(CronTimes times, ScheduleSettings settings, Instant now) {
        Optional<Instant> latest = times.latest(now);
        while (latest.isPresent() && passedOver(settings, latest.get(), now)) {
            Optional<Instant> before = times.latest(latest.get().minusMillis(1));
            latest = before.filter(moment -> moment.isAfter(now.minus(LONGEST_BLACKOUT)));
        }
        return latest.map(moment -> behindBlackout(settings, moment));
    }

    /** Whether nothing had to begin by now for that moment: its blackout window lasts, or it is not made up for. */
    private static boolean passedOver(ScheduleSettings settings, Instant moment, Instant now) {
        return settings.blackedOut(moment)
                && (!settings.catchUp() || behindBlackout(settings, moment).isAfter(now));
    }

    private static Instant behindBlackout(ScheduleSettings settings, Instant moment) {
        Instant behind = moment;
        while (settings.blackedOut(behind) && behind.isBefore(moment.plus(LONGEST_BLACKOUT))) {
            behind = behind.plus(MINUTE);
        }
        return behind;
    }
}
