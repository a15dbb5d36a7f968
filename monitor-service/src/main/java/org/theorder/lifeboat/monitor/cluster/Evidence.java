package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/** What somebody who has to recover a cluster wants to know first. */
@ApplicationScoped
public class Evidence {
    private final LatestStore latest;
    private final Clock clock;

    Evidence(LatestStore latest, Clock clock) {
        this.latest = latest;
        this.clock = clock;
    }

    /**
     * Where a cluster can be recovered from.
     *
     * @param facts data safe up to, newest backup
     * @param plan what to do
     */
    public record Recoverability(List<Fact> facts, String plan) {}

    /** One region that data can come from. */
    private record Source(RegionName region, Instant safeThrough, String backup) {}

    public Recoverability of(Transaction tx, ClusterName cluster) {
        Instant now = clock.instant();
        List<Source> sources = latest.find(tx, Topics.PROTECTION_REPORTED, cluster.value())
                .map(report -> sources(report.event(), now))
                .orElse(List.of());
        if (sources.isEmpty()) {
            return new Recoverability(
                    List.of(new Fact("data safe up to", "unknown: no region reports a backup of " + cluster)),
                    "Start the server of " + cluster
                            + " again; what it could be restored from instead, nobody reports here: GET" + " /clusters/"
                            + cluster + "/restore-points on restore-service");
        }
        Source best = sources.getFirst();
        Fact safe = new Fact(
                "data safe up to",
                sources.stream()
                        .map(source -> Wording.time(source.safeThrough(), now) + " in region " + source.region())
                        .collect(Collectors.joining("; ")));
        Fact backup = new Fact("newest backup", best.backup() + " in region " + best.region());
        return new Recoverability(
                List.of(safe, backup),
                "Restore " + cluster + " from region " + best.region() + " to the latest safe point, "
                        + Wording.time(best.safeThrough(), now)
                        + ": POST /restores on restore-service with target {\"type\": \"latest\"}");
    }

    /** Regions with a backup to start from, the one with the newest data first. */
    private static List<Source> sources(ProtectionReported report, Instant now) {
        return report.regions().stream()
                .flatMap(region -> Optional.ofNullable(region.safeThrough())
                        .filter(_ -> region.newestBackup() != null)
                        .map(safe -> new Source(region.region(), safe, backup(region, now)))
                        .stream())
                .sorted(Comparator.comparing(Source::safeThrough).reversed().thenComparing(Source::region))
                .toList();
    }

    private static String backup(ProtectionReported.Region region, Instant now) {
        Instant completed = region.newestBackupAt();
        return region.newestBackup() + (completed == null ? "" : ", complete at " + Wording.time(completed, now));
    }
}
