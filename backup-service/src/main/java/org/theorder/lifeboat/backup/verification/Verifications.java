package org.theorder.lifeboat.backup.verification;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.retention.ClusterCopies;
import org.theorder.lifeboat.backup.retention.UpkeepStore;
import org.theorder.lifeboat.backup.settings.VerifySettings;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
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

    private final Clusters clusters;
    private final ClusterCopies copies;
    private final UpkeepStore store;
    private final KnownDamage damage;
    private final VerificationEvents events;
    private final Leases leases;
    private final VerificationConfiguration configuration;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<ClusterName, Long> unfinishedAt = new ConcurrentHashMap<>();

    Verifications(
            Clusters clusters,
            ClusterCopies copies,
            UpkeepStore store,
            KnownDamage damage,
            VerificationEvents events,
            Leases leases,
            VerificationConfiguration configuration,
            Clock clock,
            MeterRegistry meters) {
        this.clusters = clusters;
        this.copies = copies;
        this.store = store;
        this.damage = damage;
        this.events = events;
        this.leases = leases;
        this.configuration = configuration;
        this.clock = clock;
        this.meters = meters;
    }

    /** Looks after every cluster whose time has come. */
    public void look() {
        Map<ClusterName, Instant> done = store.begun(TASK);
        for (Cluster cluster : clusters.all()) {
            try {
                Optional<Instant> due = due(cluster, done.get(cluster.name()));
                if (due.isPresent() && !isPaused(cluster)) {
                    verifyAll(cluster, due.get());
                }
            } catch (LifeboatException e) {
                LOG.warn("verification goes on later cluster={} reason={}", cluster.name(), e.explanation());
            }
        }
    }

    private boolean isPaused(Cluster cluster) {
        Long since = unfinishedAt.get(cluster.name());
        return since != null
                && System.nanoTime() - since < configuration.againAfter().toNanos();
    }

    /** @param begun when the last verification that came to its end had begun */
    private Optional<Instant> due(Cluster cluster, @Nullable Instant begun) {
        VerifySettings settings = cluster.settings().verify();
        Instant now = clock.instant();
        if (settings.cron().isOff() || cluster.settings().schedule().blackedOut(now)) {
            return Optional.empty();
        }
        return CronTimes.of(
                        settings.cron().fields(), cluster.settings().schedule().zone(), Duration.ZERO)
                .latest(now)
                .filter(latest -> begun == null || !begun.isAfter(latest));
    }

    /**
     * Every listed backup of every region that was not read since it is due, the newest first. Noted when nothing is left:
     * after a restart, and when a region was closed or failed, it goes on with what was not read. Where another replica is
     * at it, nothing is done here.
     */
    private void verifyAll(Cluster cluster, Instant due) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        Instant begun = clock.instant();
        var _ = whileHeld(cluster, held -> {
            boolean finished = open.closed().isEmpty();
            for (ClusterRegistration registration : copies.registrations(cluster, open)) {
                for (Storage storage : open.storages().values()) {
                    finished &= verifyAll(copy(cluster, registration, new HeldStorage(storage, held)), due);
                }
            }
            held.run();
            if (finished) {
                store.note(cluster.name(), TASK, begun);
                unfinishedAt.remove(cluster.name());
            } else {
                LOG.info(
                        "something was not read back and is looked for again cluster={} pause={} closed={}",
                        cluster.name(),
                        configuration.againAfter(),
                        open.closed().keySet());
                unfinishedAt.put(cluster.name(), System.nanoTime());
            }
        });
    }

    /** Whether all was read. */
    private boolean verifyAll(Copy copy, Instant due) {
        List<BackupMarker> unread = new ArrayList<>();
        boolean finished = succeeds(copy, "all of them", () -> {
            Map<BackupId, BackupRecords.Verified> known = copy.records().verified();
            copy.repository().backups().complete().reversed().stream()
                    .filter(marker -> !isRead(known.get(marker.backup()), due))
                    .forEach(unread::add);
        });
        for (BackupMarker marker : unread) {
            finished &= succeeds(copy, marker.backup(), () -> verify(copy, marker.backup(), false));
        }
        return finished;
    }

    private static boolean isRead(BackupRecords.@Nullable Verified last, Instant due) {
        return last != null && !last.at().isBefore(due);
    }

    /** @throws LifeboatException if nothing else may be read either: the lease is lost, or this replica stops */
    private static boolean succeeds(Copy copy, Object what, Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (LifeboatException e) {
            boolean over = e.code() == ErrorCode.TIMED_OUT || e.code() == ErrorCode.LEASE_LOST;
            if (over || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.warn(
                    "a backup was not read back cluster={} region={} backupId={} reason={}",
                    copy.cluster().name(),
                    copy.storage().region(),
                    what,
                    e.explanation());
            return false;
        }
    }

    /**
     * Reads one backup back now, whole, in every open region.
     *
     * @throws LifeboatException NOT_FOUND if no open region has it, BUSY if the cluster is being verified at this moment
     */
    public List<Verification> verify(Cluster cluster, BackupId backup) {
        return whileAlone(cluster, held -> read(cluster, backup, held));
    }

    /**
     * The same, within {@link #whileAlone}.
     *
     * @param held throws LEASE_LOST if somebody else may be at it
     */
    List<Verification> read(Cluster cluster, BackupId backup, Runnable held) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        List<Verification> found = new ArrayList<>();
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            for (Storage region : open.storages().values()) {
                Storage storage = new HeldStorage(region, held);
                try {
                    found.add(verify(copy(cluster, registration, storage), backup, true));
                } catch (LifeboatException e) {
                    if (e.code() != ErrorCode.NOT_FOUND) {
                        throw e;
                    }
                }
            }
        }
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

    /** The backups of one server in one region. */
    private record Copy(Cluster cluster, Storage storage, ClusterRepository repository, BackupVerifier verifier) {
        BackupRecords records() {
            return repository.records();
        }
    }

    private Copy copy(Cluster cluster, ClusterRegistration registration, Storage storage) {
        return new Copy(
                cluster,
                storage,
                new ClusterRepository(storage, registration.keys()),
                new BackupVerifier(
                        new PacedStorage(storage, configuration.maxBytesPerSecond()),
                        registration.keys(),
                        registration.walSegmentBytes(),
                        new ReaderSettings(configuration.workers()),
                        clock));
    }

    private Verification verify(Copy copy, BackupId backup, boolean whole) {
        BackupRecords records = copy.records();
        int shares =
                whole ? 1 : Math.ceilDiv(100, copy.cluster().settings().verify().samplePercent());
        Verification.Sample sample = records.nextSample(backup, shares);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BackupLease lease = BackupLease.of(
                backup, "verify-" + UUID.randomUUID(), "it is read back", now, now.plus(configuration.leased()));
        records.lease(lease);
        try {
            Verification found = copy.verifier().verify(backup, sample);
            List<BackupId> bad = damage.readBack(copy.cluster(), copy.storage(), records, found);
            tell(copy.cluster(), found);
            events.tell(copy.cluster().name(), found, bad);
            return found;
        } finally {
            records.release(lease);
        }
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
    }

    /** @throws LifeboatException BUSY if backups of the cluster are being read back at this moment */
    <T> T whileAlone(Cluster cluster, Function<Runnable, T> work) {
        List<T> result = new ArrayList<>();
        if (!whileHeld(cluster, held -> result.add(work.apply(held)))) {
            throw new LifeboatException(
                    ErrorCode.BUSY, "backups of " + cluster.name() + " are being read back at this moment; ask later");
        }
        return result.getFirst();
    }

    private boolean whileHeld(Cluster cluster, Consumer<Runnable> work) {
        Duration timeToLive = configuration.lease();
        return Duty.whileHeld(
                leases,
                "verification/" + cluster.name(),
                timeToLive,
                lease -> work.accept(() -> leases.assure(lease, timeToLive)));
    }
}
