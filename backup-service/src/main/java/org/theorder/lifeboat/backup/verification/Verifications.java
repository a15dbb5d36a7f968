package org.theorder.lifeboat.backup.verification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.protection.FaultBoard;
import org.theorder.lifeboat.backup.retention.ClusterCopies;
import org.theorder.lifeboat.backup.retention.UpkeepStore;
import org.theorder.lifeboat.backup.settings.VerifySettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.records.BackupLease;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.verification.BackupVerifier;
import org.theorder.lifeboat.repository.verification.PacedStorage;

/**
 * Reads backups back in every region. What is found is written down in that region; what is damaged is told as a fault of
 * the cluster's protection, and so becomes an incident, until a later reading finds it well.
 */
@ApplicationScoped
public class Verifications {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final String TASK = "verification";

    private final Map<ClusterName, Instant> newestPassed = new ConcurrentHashMap<>();
    private final Clusters clusters;
    private final ClusterCopies copies;
    private final UpkeepStore store;
    private final FaultBoard faults;
    private final VerificationEvents events;
    private final Leases leases;
    private final VerificationConfiguration configuration;
    private final Clock clock;
    private final MeterRegistry meters;

    Verifications(
            Clusters clusters,
            ClusterCopies copies,
            UpkeepStore store,
            FaultBoard faults,
            VerificationEvents events,
            Leases leases,
            VerificationConfiguration configuration,
            Clock clock,
            MeterRegistry meters) {
        this.clusters = clusters;
        this.copies = copies;
        this.store = store;
        this.faults = faults;
        this.events = events;
        this.leases = leases;
        this.configuration = configuration;
        this.clock = clock;
        this.meters = meters;
    }

    /** Looks after every cluster whose time has come; and recalls after a restart what was found before. */
    public void look() {
        Map<ClusterName, Instant> begun = store.begun(TASK);
        for (Cluster cluster : clusters.all()) {
            try {
                recall(cluster);
                if (isDue(cluster, begun.get(cluster.name()))) {
                    verifyAll(cluster);
                }
            } catch (LifeboatException e) {
                LOG.warn("verification goes on later cluster={} reason={}", cluster.name(), e.explanation());
            }
        }
    }

    private boolean isDue(Cluster cluster, @Nullable Instant begun) {
        VerifySettings settings = cluster.settings().verify();
        Instant now = clock.instant();
        if (settings.cron().isOff() || cluster.settings().schedule().blackedOut(now)) {
            return false;
        }
        Optional<Instant> last = CronTimes.of(
                        settings.cron().fields(), cluster.settings().schedule().zone(), Duration.ZERO)
                .latest(now);
        return last.isPresent()
                && (begun == null || !begun.isAfter(last.get()))
                && store.begin(cluster.name(), TASK, Duration.between(last.get(), now));
    }

    /** Every listed backup of every open region, the newest first; a region that fails is left for the next time. */
    private void verifyAll(Cluster cluster) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        whileAlone(cluster, () -> {
            for (ClusterRegistration registration : copies.registrations(cluster, open)) {
                for (Storage storage : open.storages().values()) {
                    List<BackupMarker> listed = new ClusterRepository(storage, registration.keys())
                            .backups()
                            .complete();
                    for (BackupMarker marker : listed.reversed()) {
                        try {
                            verify(cluster, registration, storage, marker.backup(), false);
                        } catch (LifeboatException e) {
                            if (e.code() == ErrorCode.TIMED_OUT) {
                                throw e;
                            }
                            LOG.warn(
                                    "a backup was not read back cluster={} region={} backupId={} reason={}",
                                    cluster.name(),
                                    storage.region(),
                                    marker.backup(),
                                    e.explanation());
                        }
                    }
                }
            }
        });
    }

    /**
     * Reads one backup back now, whole, in every open region.
     *
     * @throws LifeboatException NOT_FOUND if no open region has it, BUSY if the cluster is being verified at this moment
     */
    public List<Verification> verify(Cluster cluster, BackupId backup) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        List<Verification> found = new ArrayList<>();
        whileAlone(cluster, () -> {
            for (ClusterRegistration registration : copies.registrations(cluster, open)) {
                for (Storage storage : open.storages().values()) {
                    try {
                        found.add(verify(cluster, registration, storage, backup, true));
                    } catch (LifeboatException e) {
                        if (e.code() != ErrorCode.NOT_FOUND) {
                            throw e;
                        }
                    }
                }
            }
        });
        if (found.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "no open region has a complete backup " + backup + " of " + cluster.name());
        }
        return found;
    }

    /** Every reading back of a backup, oldest first, of all open regions. */
    public List<Verification> of(Cluster cluster, BackupId backup) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        return copies.registrations(cluster, open).stream()
                .flatMap(registration -> open.storages().values().stream()
                        .flatMap(storage ->
                                new BackupRecords(storage, registration.keys()).verifications(backup).stream()))
                .sorted((one, other) -> one.finishedAt().compareTo(other.finishedAt()))
                .toList();
    }

    private Verification verify(
            Cluster cluster, ClusterRegistration registration, Storage storage, BackupId backup, boolean whole) {
        BackupRecords records = new BackupRecords(storage, registration.keys());
        Verification.Sample sample = whole ? null : sample(cluster, records, backup);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BackupLease lease = BackupLease.of(
                backup, "verify-" + UUID.randomUUID(), "it is read back", now, now.plus(configuration.leased()));
        records.lease(lease);
        try {
            Verification found = new BackupVerifier(
                            new PacedStorage(storage, configuration.maxBytesPerSecond()),
                            registration.keys(),
                            registration.walSegmentBytes(),
                            new ReaderSettings(configuration.workers()),
                            clock)
                    .verify(backup, sample);
            records.verified(found);
            tell(cluster, found);
            return found;
        } finally {
            records.release(lease);
        }
    }

    /** The share that comes after the one that was read last, so that all are read in turn. */
    private static Verification.@Nullable Sample sample(Cluster cluster, BackupRecords records, BackupId backup) {
        int of = Math.ceilDiv(100, cluster.settings().verify().samplePercent());
        if (of <= 1) {
            return null;
        }
        List<Verification> earlier = records.verifications(backup);
        Verification.Sample last = earlier.isEmpty() ? null : earlier.getLast().sample();
        return new Verification.Sample(last == null ? 0 : (last.slot() + 1) % of, of);
    }

    private void tell(Cluster cluster, Verification found) {
        if (found.passed()) {
            LOG.info(
                    "backup was read back cluster={} backupId={} region={} objects={} storedBytes={} proven={}",
                    cluster.name(),
                    found.backup(),
                    found.region(),
                    found.objects(),
                    found.storedBytes(),
                    found.proven());
        } else {
            LOG.error(
                    "backup is damaged cluster={} backupId={} region={} objects={}",
                    cluster.name(),
                    found.backup(),
                    found.region(),
                    found.damaged().stream().map(Verification.Damage::object).toList());
        }
        meters.counter(
                        "lifeboat.verification.read.bytes",
                        "cluster",
                        cluster.name().value(),
                        "region",
                        found.region().value())
                .increment((double) found.storedBytes());
        events.tell(cluster.name(), found, recall(cluster).getOrDefault(found.region(), List.of()));
    }

    /**
     * From the names of the records: what is found damaged, and how old the newest verified backup is.
     *
     * @return the damaged backups of each open region
     */
    private Map<RegionName, List<BackupId>> recall(Cluster cluster) {
        ClusterCopies.Copies open = copies.of(cluster);
        Map<RegionName, List<BackupId>> damaged = new HashMap<>();
        Instant newest = null;
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            for (Storage storage : open.storages().values()) {
                ClusterRepository repository = new ClusterRepository(storage, registration.keys());
                Map<BackupId, BackupRecords.Verified> verified =
                        repository.records().verified();
                List<BackupId> bad = damaged.computeIfAbsent(storage.region(), _ -> new ArrayList<>());
                for (BackupMarker marker : repository.backups().complete()) {
                    BackupRecords.Verified state = verified.get(marker.backup());
                    if (state != null && !state.passed()) {
                        bad.add(marker.backup());
                    } else if (state != null && (newest == null || newest.isBefore(marker.completedAt()))) {
                        newest = marker.completedAt();
                    }
                }
            }
        }
        damaged.forEach((region, bad) -> report(cluster, region, bad));
        if (newest != null) {
            newestPassed.put(cluster.name(), newest);
            Gauge.builder("lifeboat.backup.newest.verified.age", newestPassed, known -> age(known, cluster.name()))
                    .baseUnit("seconds")
                    .description("Age of the newest backup that was read back without fault in some region")
                    .tag("cluster", cluster.name().value())
                    .register(meters);
        }
        return damaged;
    }

    private double age(Map<ClusterName, Instant> known, ClusterName cluster) {
        Instant completed = known.get(cluster);
        return completed == null
                ? Double.NaN
                : (double) Duration.between(completed, clock.instant()).toSeconds();
    }

    private void report(Cluster cluster, RegionName region, List<BackupId> bad) {
        if (bad.isEmpty()) {
            faults.cleared(cluster.name(), ErrorCode.VERIFICATION_FAILED, region);
            return;
        }
        faults.found(
                cluster.name(),
                ErrorCode.VERIFICATION_FAILED,
                region,
                bad.size() + (bad.size() == 1 ? " backup is" : " backups are") + " damaged there, for example "
                        + bad.getLast() + ": GET /clusters/" + cluster.name() + "/backups/" + bad.getLast()
                        + "/verification says which objects. Restore from another region, and take a full backup");
    }

    private void whileAlone(Cluster cluster, Runnable work) {
        if (!Duty.whileHeld(leases, "verification/" + cluster.name(), configuration.lease(), _ -> work.run())) {
            throw new LifeboatException(
                    ErrorCode.BUSY, "backups of " + cluster.name() + " are being read back at this moment; ask later");
        }
    }
}
