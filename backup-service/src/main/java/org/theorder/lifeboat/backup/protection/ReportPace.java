package org.theorder.lifeboat.backup.protection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

/**
 * Which reports are worth telling. With few clusters all are, in every round. Many would drown whoever listens, so each
 * cluster is told in every second, third … round, at least in every fifth; but at once if more has changed than times and
 * positions.
 */
final class ReportPace {
    /** Clusters that are told in every round. */
    private static final int PER_ROUND = 200;

    /** With rounds of two seconds, ten seconds: a third of what monitor-service takes for silence. */
    private static final int MOST_ROUNDS = 5;

    private final Map<ClusterName, Essence> told = new HashMap<>();
    private long round;

    /** What a report says beside times and positions. */
    private record Essence(boolean streaming, @Nullable ErrorCode reason, Set<Place> faults, List<Copy> regions) {
        record Place(ErrorCode reason, @Nullable RegionName region) {}

        record Copy(
                RegionName region,
                boolean known,
                @Nullable BackupId newestBackup,
                @Nullable ErrorCode reason) {}

        static Essence of(ProtectionReported report) {
            return new Essence(
                    report.streaming(),
                    report.reason(),
                    report.knownFaults().stream().map(Essence::place).collect(Collectors.toSet()),
                    report.regions().stream()
                            .map(region -> new Copy(
                                    region.region(),
                                    region.safeThrough() != null,
                                    region.newestBackup(),
                                    region.reason()))
                            .toList());
        }

        private static Place place(Fault fault) {
            return new Place(fault.reason(), fault.region());
        }
    }

    /** A round begins; clusters that are not among these are forgotten. */
    void begin(Set<ClusterName> clusters) {
        round++;
        told.keySet().retainAll(clusters);
    }

    /**
     * Whether to tell this report now; then it counts as told.
     *
     * @param clusters how many there are in all
     */
    boolean isDue(ProtectionReported report, int clusters) {
        Essence now = Essence.of(report);
        boolean changed = !now.equals(told.put(report.cluster(), now));
        int rounds = Math.clamp(Math.ceilDiv(clusters, PER_ROUND), 1, MOST_ROUNDS);
        return changed || Math.floorMod(report.cluster().hashCode(), rounds) == round % rounds;
    }

    /** Somebody else tells of it: whoever does so next begins anew. */
    void forget(ClusterName cluster) {
        told.remove(cluster);
    }
}
