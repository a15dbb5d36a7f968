package org.theorder.lifeboat.backup.copy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.MissingWal;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.catalogue.WalContinuity;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.duty.Round;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.run.CompletedElsewhere;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.copy.BackupCopy;
import org.theorder.lifeboat.repository.copy.CopyOutcome;
import org.theorder.lifeboat.repository.copy.CopyPace;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * Every backup that a region lacks is copied there from a region that has it: the newest chain first, in it parents before
 * what builds on them; one at a time into each region, under a lease, and missing WAL beside them. When one is complete,
 * {@code backup-completed} is sent again for it, with all regions where it is now.
 */
@ApplicationScoped
public class RegionCopies {
    private static final Logger LOG = LoggerFactory.getLogger(RegionCopies.class);

    private final Clusters clusters;
    private final Regions regions;
    private final Registrar registrar;
    private final Catalogue catalogue;
    private final CompletedElsewhere completed;
    private final Leases leases;
    private final CopyConfiguration configuration;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<RegionName, CopyPace> paces = new ConcurrentHashMap<>();

    RegionCopies(
            Clusters clusters,
            Regions regions,
            Registrar registrar,
            Catalogue catalogue,
            CompletedElsewhere completed,
            Leases leases,
            CopyConfiguration configuration,
            MeterRegistry meters,
            Clock clock) {
        this.clusters = clusters;
        this.regions = regions;
        this.registrar = registrar;
        this.catalogue = catalogue;
        this.completed = completed;
        this.leases = leases;
        this.configuration = configuration;
        this.meters = meters;
        this.clock = clock;
    }

    /** Begins to bring one region what it lacks of every cluster, again and again. */
    public List<Round> start(Region region) {
        return FillRounds.start(region.name(), configuration.interval(), () -> lacking(region), () -> tell(region));
    }

    private void tell(Region region) {
        if (region.state() instanceof RegionState.Open) {
            completed.tell(region.name());
        }
    }

    private List<FillRounds.Lacking> lacking(Region region) {
        return region.state() instanceof RegionState.Open open
                ? clusters.all().stream()
                        .filter(cluster -> cluster.regions().contains(region.name()))
                        .map(cluster -> lacking(cluster, open))
                        .toList()
                : List.of();
    }

    private FillRounds.Lacking lacking(Cluster cluster, RegionState.Open open) {
        return new FillRounds.Lacking() {
            @Override
            public ClusterName cluster() {
                return cluster.name();
            }

            @Override
            public void fillWal() {
                RegionCopies.this.fillWal(cluster, open);
            }

            @Override
            public void copyBackups() {
                if (!lacking(cluster, open.storage().region()).isEmpty()) {
                    whileHeld("copy/", cluster, open, (bound, to) -> RegionCopies.this.copyBackups(cluster, bound, to));
                }
            }
        };
    }

    private interface Work {
        void into(ClusterRegistration bound, Storage to);
    }

    private void whileHeld(String prefix, Cluster cluster, RegionState.Open open, Work work) {
        Duration timeToLive = configuration.lease();
        // false: another replica is at it
        var _ = Duty.whileHeld(
                leases,
                prefix + cluster.name() + "/" + open.storage().region(),
                timeToLive,
                lease -> registrar
                        .known(cluster)
                        .ifPresent(bound -> work.into(
                                bound,
                                new HeldStorage(
                                        cluster.writing(open.storage(), clock),
                                        () -> leases.assure(lease, timeToLive)))));
    }

    /** Under a lease of its own: backups of the cluster may be copied meanwhile. */
    private void fillWal(Cluster cluster, RegionState.Open open) {
        RegionBackups here = catalogue.last(cluster.name()).get(open.storage().region());
        MissingWal missing = here == null ? null : here.missing();
        if (missing != null) {
            whileHeld("copy-wal/", cluster, open, (bound, to) -> repairWal(cluster, bound, missing, to));
        }
    }

    /** A gap in one region is filled from another one that has what is missing. */
    private void repairWal(Cluster cluster, ClusterRegistration bound, MissingWal missing, Storage to) {
        if (repair(cluster, bound, to).fill(missing)) {
            LOG.info(
                    "WAL that was missing was copied cluster={} region={} timeline={} from={} to={}",
                    cluster.name(),
                    to.region(),
                    missing.timeline(),
                    missing.from(),
                    missing.to());
            catalogue.ask(cluster);
        }
    }

    private void copyBackups(Cluster cluster, ClusterRegistration bound, Storage to) {
        // what retention gave up here does not come back from a region where it is not gone yet
        Set<BackupId> givenUp = new BackupRecords(to, bound.keys()).tombstoned();
        for (Lack lack : lacking(cluster, to.region())) {
            if (givenUp.contains(lack.marker().backup())) {
                continue;
            }
            if (Thread.currentThread().isInterrupted() || !copied(cluster, bound, lack, to)) {
                return;
            }
        }
    }

    /** What the region lacks and another one has, and where it is. */
    private List<Lack> lacking(Cluster cluster, RegionName region) {
        Map<RegionName, RegionBackups> answers = catalogue.last(cluster.name());
        RegionBackups here = answers.get(region);
        if (here == null || !here.isKnown()) {
            return List.of();
        }
        Set<BackupId> present = new HashSet<>();
        here.backups().forEach(backup -> present.add(backup.backup()));
        Instant oldEnough = clock.instant().minus(configuration.youngest());
        return Lack.inOrder(answers.values().stream()
                .filter(other -> regions.get(other.region()).state() instanceof RegionState.Open)
                .flatMap(other -> other.backups().stream()
                        .filter(backup -> !present.contains(backup.backup())
                                && backup.completedAt().isBefore(oldEnough))
                        .map(backup -> new Lack(backup, other.region())))
                .toList());
    }

    /** False if nothing further is to be tried now. */
    private boolean copied(Cluster cluster, ClusterRegistration bound, Lack lack, Storage to) {
        if (!(regions.get(lack.from()).state() instanceof RegionState.Open source)) {
            return false;
        }
        BackupId backup = lack.marker().backup();
        BackupCopy copy = new BackupCopy(
                source.storage(),
                to,
                bound.keys(),
                "copy-" + to.region() + "-" + UUID.randomUUID(),
                paces.computeIfAbsent(to.region(), name -> new CopyPace(configuration.bytesPerSecond())),
                clock);
        try {
            completed.expect(cluster.name(), backup, to.region());
            return switch (copy.copy(backup, marker -> walIsThere(cluster, bound, to, marker))) {
                case CopyOutcome.Copied(BackupMarker marker, long objects, long bytes) -> {
                    told(cluster, marker, to.region(), objects, bytes);
                    yield true;
                }
                case CopyOutcome.NotYet(String reason) -> {
                    LOG.debug(
                            "backup is not copied yet cluster={} backupId={} region={} reason={}",
                            cluster.name(),
                            backup,
                            to.region(),
                            reason);
                    yield true;
                }
                case CopyOutcome.Unwanted() -> {
                    completed.forget(cluster.name(), backup, to.region());
                    yield true;
                }
            };
        } catch (LifeboatException e) {
            LOG.warn(
                    "backup could not be copied, tried again cluster={} backupId={} region={} reason={}",
                    cluster.name(),
                    backup,
                    to.region(),
                    e.explanation());
            // a damaged source keeps only itself from being copied
            return e.code().kind() == ErrorCode.Kind.CORRUPT;
        }
    }

    private WalRepair repair(Cluster cluster, ClusterRegistration bound, Storage to) {
        List<Storage> others = cluster.regions().stream()
                .filter(name -> !name.equals(to.region()))
                .map(name -> regions.get(name).state())
                .filter(RegionState.Open.class::isInstance)
                .map(state -> ((RegionState.Open) state).storage())
                .toList();
        return new WalRepair(others, to, bound.keys(), bound.walSegmentBytes());
    }

    /** A disk that was replaced has WAL only from then on; what lies between is copied too. */
    private boolean walIsThere(Cluster cluster, ClusterRegistration bound, Storage to, BackupMarker marker) {
        WalReader reader = new WalReader(List.of(to), bound.keys(), bound.walSegmentBytes());
        return repair(cluster, bound, to).complete(new WalContinuity(reader), marker);
    }

    private void told(Cluster cluster, BackupMarker marker, RegionName region, long objects, long bytes) {
        LOG.info(
                "backup was copied cluster={} backupId={} region={} objects={} bytes={}",
                cluster.name(),
                marker.backup(),
                region,
                objects,
                bytes);
        Counter.builder("lifeboat.copies")
                .baseUnit("bytes")
                .description("Stored bytes of backups that were copied into a region that had missed them")
                .tag("region", region.value())
                .register(meters)
                .increment((double) bytes);
        completed.tell(region);
    }
}
