package org.theorder.lifeboat.monitor.cluster;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Due;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * The dead man's switch: for how long a backup is due that has not come, whatever the reason. What was due next when
 * backup-service was last heard is due although it is silent now.
 */
@Singleton
public class OverdueProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final LatestStore latest;
    private final Clock clock;

    OverdueProbe(LatestStore latest, Clock clock) {
        super("overdue backups", RuleName.BACKUP_OVERDUE, INTERVAL);
        this.latest = latest;
        this.clock = clock;
    }

    @Override
    protected List<Observation> heard() {
        Instant now = clock.instant();
        List<BackupCompleted> backups =
                latest.all(Topics.BACKUP_COMPLETED).stream().map(Latest::event).toList();
        List<Observation> all = new ArrayList<>();
        for (Latest<ProtectionReported> report : latest.all(Topics.PROTECTION_REPORTED)) {
            List<BackupCompleted> ofCluster = backups.stream()
                    .filter(backup -> backup.cluster().equals(report.event().cluster()))
                    .toList();
            for (Due due : report.event().knownDue()) {
                all.add(new Observation(subject(report.event(), due), reading(report, due, ofCluster, now)));
            }
        }
        return all;
    }

    private static Subject subject(ProtectionReported report, Due due) {
        return new Subject(
                RuleName.BACKUP_OVERDUE,
                BackupRule.key(report.cluster(), due.kind()),
                report.cluster(),
                report.cluster().value());
    }

    static Reading reading(Latest<ProtectionReported> report, Due due, List<BackupCompleted> backups, Instant now) {
        @Nullable Instant wanted = due.next() != null && !due.next().isAfter(now) ? due.next() : due.latest();
        Optional<BackupCompleted> newest = backups.stream()
                .filter(backup -> backup.kind() == due.kind() || backup.kind() == BackupKind.FULL)
                .max(Comparator.comparing(BackupCompleted::completedAt));
        // a cluster that is new was not known when its first backup was due
        Instant since =
                wanted == null || (newest.isEmpty() && wanted.isBefore(report.firstAt())) ? report.firstAt() : wanted;
        boolean came = newest.isPresent()
                && (wanted == null || !newest.get().completedAt().isBefore(wanted));
        Duration late = came ? Duration.ZERO : Duration.between(since, now);
        String last = newest.map(
                        backup -> backup.backupId() + ", complete at " + Wording.time(backup.completedAt(), now))
                .orElse("none known");
        String kind = due.kind().wireName();
        return new Reading.Measured(
                Math.max(0, late.toMillis()) / 1000.0,
                came ? "newest: " + last : "due for " + Wording.duration(late) + ", newest: " + last,
                "The " + kind + " backup of " + report.event().cluster() + " is overdue",
                List.of(
                        new Fact("due at", Wording.time(since, now)),
                        new Fact("newest " + kind + " backup", last),
                        new Fact("backup-service", "last heard at " + Wording.time(report.receivedAt(), now))));
    }
}
