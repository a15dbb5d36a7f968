package org.theorder.lifeboat.backup.verification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.protection.FaultSource;
import org.theorder.lifeboat.backup.retention.ClusterCopies;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Which backups are known as damaged: a fault of the cluster's protection until a later reading finds them well. It is known
 * from the names of what was written down, so after a restart too, and of what another replica has read.
 */
@ApplicationScoped
class KnownDamage implements FaultSource {
    /** What this replica reads itself is known at once. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(5).toNanos();

    private record Place(ClusterName cluster, RegionName region) {}

    private final Map<Place, Fault> faults = new ConcurrentHashMap<>();
    private final Map<ClusterName, Long> recalledAt = new ConcurrentHashMap<>();
    private final ClusterCopies copies;
    private final Catalogue catalogue;
    private final Clock clock;
    private final MeterRegistry meters;

    KnownDamage(ClusterCopies copies, Catalogue catalogue, Clock clock, MeterRegistry meters) {
        this.copies = copies;
        this.catalogue = catalogue;
        this.clock = clock;
        this.meters = meters;
    }

    /** Recalls what the regions of a cluster know, now and then. */
    void look(Cluster cluster) {
        Long before = recalledAt.get(cluster.name());
        if (before == null || System.nanoTime() - before > AGAIN_NANOS) {
            recall(cluster);
        }
    }

    /** Asks every open region of a cluster, by two listings; the damaged backups of each, oldest first. */
    Map<RegionName, List<BackupId>> recall(Cluster cluster) {
        ClusterCopies.Copies open = copies.of(cluster);
        Map<RegionName, List<BackupId>> damaged = new HashMap<>();
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            for (Storage storage : open.storages().values()) {
                BackupRecords records = new BackupRecords(storage, registration.keys());
                Set<BackupId> givenUp = records.tombstoned();
                List<BackupId> bad = damaged.computeIfAbsent(storage.region(), _ -> new ArrayList<>());
                records.verified().forEach((backup, reading) -> {
                    if (!reading.passed() && !givenUp.contains(backup)) {
                        bad.add(backup);
                    }
                });
            }
        }
        recalledAt.put(cluster.name(), System.nanoTime());
        damaged.forEach((region, bad) -> report(cluster, region, bad));
        Gauge.builder("lifeboat.backup.newest.verified.age", cluster.name(), this::age)
                .baseUnit("seconds")
                .description("Age of the newest backup that was read back without fault in some region")
                .tag("cluster", cluster.name().value())
                .register(meters);
        return damaged;
    }

    private double age(ClusterName cluster) {
        return catalogue.last(cluster).values().stream()
                .map(RegionBackups::newestVerifiedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(completed ->
                        (double) Duration.between(completed, clock.instant()).toSeconds())
                .orElse(Double.NaN);
    }

    /** What a region said before it was closed stays. */
    private void report(Cluster cluster, RegionName region, List<BackupId> bad) {
        Place place = new Place(cluster.name(), region);
        if (bad.isEmpty()) {
            faults.remove(place);
            return;
        }
        String backup = "/clusters/" + cluster.name() + "/backups/" + bad.getLast();
        faults.put(
                place,
                new Fault(
                        ErrorCode.VERIFICATION_FAILED,
                        region,
                        bad.size() + (bad.size() == 1 ? " backup is" : " backups are") + " damaged there, for example "
                                + bad.getLast() + ": GET " + backup + "/verification says which objects, POST " + backup
                                + "/repair takes what is sound in another region. Otherwise take a full backup"));
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return cluster.regions().stream()
                .map(region -> faults.get(new Place(cluster.name(), region)))
                .filter(Objects::nonNull)
                .toList();
    }
}
