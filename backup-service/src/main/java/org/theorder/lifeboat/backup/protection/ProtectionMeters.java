package org.theorder.lifeboat.backup.protection;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;

/**
 * The answers to "how old is what I could restore", "what would a disaster cost now", "what does the primary keep". A
 * singleton without a proxy, because its rounds reach into it.
 */
@Singleton
class ProtectionMeters {
    private final Map<ClusterName, ClusterMeters> clusters = new HashMap<>();
    private final MeterRegistry meters;
    private final Clock clock;

    ProtectionMeters(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** From now on this is shown of the cluster. Called by one thread. */
    void show(ProtectionReported report, Map<RegionName, RegionBackups> backups, boolean leading) {
        clusters.computeIfAbsent(report.cluster(), name -> new ClusterMeters(meters, clock))
                .show(new ClusterMeters.Seen(report, backups, leading));
    }

    /** Nothing is shown any more of clusters that are not among these, whoever measured it. */
    void keepOnly(Set<ClusterName> names) {
        clusters.entrySet().removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone) {
                hide(entry.getKey());
            }
            return gone;
        });
    }

    private void hide(ClusterName gone) {
        meters.getMeters().stream()
                .filter(meter -> gone.value().equals(meter.getId().getTag("cluster")))
                .forEach(meters::remove);
    }
}
