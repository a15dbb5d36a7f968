package org.theorder.lifeboat.monitor.cluster;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;
import org.theorder.lifeboat.monitor.probe.ProbeList;

/** What is known about every cluster, those included that are probed and that nothing protects. */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
public class Clusters {
    private final LatestStore latest;
    private final ProbeList probes;
    private final Clock clock;
    private final Duration rpo;
    private final Duration rto;
    private final Duration staleAfter;

    Clusters(
            LatestStore latest,
            ProbeList probes,
            Clock clock,
            ObjectivesConfiguration objectives,
            LagConfiguration lag) {
        this.latest = latest;
        this.probes = probes;
        this.clock = clock;
        this.rpo = Configured.positive("lifeboat.monitor.objectives.rpo", objectives.rpo());
        this.rto = Configured.positive("lifeboat.monitor.objectives.rto", objectives.rto());
        this.staleAfter = lag.reportStaleAfter();
    }

    /** All that was heard, read once for all clusters. */
    private record Heard(
            Map<String, Latest<ProtectionReported>> reports,
            List<Latest<BackupCompleted>> backups,
            List<Latest<BackupFailed>> failures,
            Map<String, Latest<RestoreCompleted>> restores,
            Map<String, Latest<RestoreFailed>> restoreFailures,
            Map<String, Latest<DrillCompleted>> drills) {

        Set<ClusterName> clusters() {
            Set<ClusterName> names = new TreeSet<>();
            reports.values().forEach(report -> names.add(report.event().cluster()));
            backups.forEach(backup -> names.add(backup.event().cluster()));
            failures.forEach(failure -> names.add(failure.event().cluster()));
            restores.values().forEach(restore -> names.add(restore.event().cluster()));
            return names;
        }
    }

    /** By name. */
    public List<ClusterFacts> all() {
        Heard heard = new Heard(
                byKey(Topics.PROTECTION_REPORTED),
                latest.all(Topics.BACKUP_COMPLETED),
                latest.all(Topics.BACKUP_FAILED),
                byKey(Topics.RESTORE_COMPLETED),
                byKey(Topics.RESTORE_FAILED),
                byKey(Topics.DRILL_COMPLETED));
        Set<ClusterName> names = heard.clusters();
        names.addAll(probes.clusters());
        Instant now = clock.instant();
        return names.stream().map(name -> facts(name, heard, now)).toList();
    }

    private <E> Map<String, Latest<E>> byKey(Topic<E> topic) {
        return latest.all(topic).stream().collect(Collectors.toMap(Latest::key, Function.identity()));
    }

    private ClusterFacts facts(ClusterName cluster, Heard heard, Instant now) {
        @Nullable Latest<ProtectionReported> report = heard.reports().get(cluster.value());
        List<BackupCompleted> backups = heard.backups().stream()
                .map(Latest::event)
                .filter(backup -> backup.cluster().equals(cluster))
                .toList();
        List<BackupFailed> failures = heard.failures().stream()
                .map(Latest::event)
                .filter(failure -> failure.cluster().equals(cluster))
                .filter(failure -> backups.stream().noneMatch(backup -> BackupRule.answers(backup, failure)))
                .toList();
        return new ClusterFacts(
                cluster,
                report == null ? null : report.receivedAt(),
                stream(report, now),
                report == null ? null : report.event().trouble(),
                rpo,
                rto,
                report == null ? List.of() : regions(report.event(), now),
                backups,
                failures,
                event(heard.restores().get(cluster.value())),
                event(heard.restoreFailures().get(cluster.value())),
                event(heard.drills().get(cluster.value())));
    }

    private static <E> @Nullable E event(@Nullable Latest<E> newest) {
        return newest == null ? null : newest.event();
    }

    private ClusterFacts.Stream stream(@Nullable Latest<ProtectionReported> report, Instant now) {
        if (report == null || Duration.between(report.receivedAt(), now).compareTo(staleAfter) > 0) {
            return ClusterFacts.Stream.UNKNOWN;
        }
        return report.event().streaming() ? ClusterFacts.Stream.STREAMING : ClusterFacts.Stream.BROKEN;
    }

    private List<ClusterFacts.Region> regions(ProtectionReported report, Instant now) {
        return report.regions().stream()
                .map(region -> region(region, now))
                .sorted(Comparator.comparing(ClusterFacts.Region::region))
                .toList();
    }

    private ClusterFacts.Region region(ProtectionReported.Region region, Instant now) {
        // WAL alone restores nothing
        boolean restorable = region.newestBackup() != null;
        Duration rpoNow = restorable ? RegionLag.age(region, now).orElse(null) : null;
        return new ClusterFacts.Region(
                region.region(),
                restorable ? region.safeThrough() : null,
                rpoNow,
                ClusterFacts.Objective.of(rpoNow, rpo),
                region.newestBackup(),
                region.newestBackupAt(),
                region.trouble());
    }
}
