package org.theorder.lifeboat.monitor.cluster;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/**
 * The dead man's switch: for how long a backup is due that has not come, whatever the reason, counted from the first moment that
 * was not met.
 */
@Singleton
public class OverdueProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final LatestStore latest;
    private final MissedBackups missed;
    private final RuleBook rules;
    private final Clock clock;

    OverdueProbe(LatestStore latest, MissedBackups missed, RuleBook rules, Clock clock) {
        super("overdue backups", RuleName.BACKUP_OVERDUE, INTERVAL);
        this.latest = latest;
        this.missed = missed;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    protected List<Observation> heard() {
        Instant now = clock.instant();
        Map<String, Instant> before = missed.all();
        List<OwedBackup> owed = owed(before, now);
        Map<String, Instant> after = new HashMap<>();
        owed.forEach(each -> {
            @Nullable Instant since = each.missedSince();
            if (since != null) {
                after.put(subject(each).key().subject(), since);
            }
        });
        if (!after.equals(before)) {
            missed.keep(after);
        }
        return owed.stream()
                .map(each -> new Observation(subject(each), reading(each, owed, now)))
                .toList();
    }

    private List<OwedBackup> owed(Map<String, Instant> before, Instant now) {
        List<BackupCompleted> backups =
                latest.all(Topics.BACKUP_COMPLETED).stream().map(Latest::event).toList();
        return latest.all(Topics.PROTECTION_REPORTED).stream()
                .flatMap(report -> {
                    List<BackupCompleted> ofCluster = backups.stream()
                            .filter(backup ->
                                    backup.cluster().equals(report.event().cluster()))
                            .toList();
                    return report.event().knownDue().stream()
                            .map(due -> OwedBackup.of(
                                    report,
                                    due,
                                    ofCluster,
                                    before.get(BackupRule.key(report.event().cluster(), due.kind())),
                                    now));
                })
                .toList();
    }

    private static Subject subject(OwedBackup owed) {
        return new Subject(
                RuleName.BACKUP_OVERDUE,
                BackupRule.key(owed.cluster(), owed.kind()),
                owed.cluster(),
                owed.cluster().value());
    }

    /** An incremental one that is due since a full one is has as much time as that: nothing begins beside it. */
    Reading reading(OwedBackup owed, List<OwedBackup> all, Instant now) {
        Reading.Measured reading = owed.reading(now);
        boolean waits = all.stream().filter(owed::waitsFor).anyMatch(full -> !isOverdue(full, now));
        return waits ? new Reading.Between(reading.value() + ", waits for the full one") : reading;
    }

    private boolean isOverdue(OwedBackup owed, Instant now) {
        return rules.current().of(subject(owed)).verdict(owed.reading(now)) instanceof Verdict.Bad;
    }
}
