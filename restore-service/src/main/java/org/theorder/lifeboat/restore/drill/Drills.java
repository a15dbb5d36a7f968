package org.theorder.lifeboat.restore.drill;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.edge.schedule.CronFields;
import org.theorder.lifeboat.edge.schedule.CronTimes;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.restore.point.Regions;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.RestoreWorker;
import org.theorder.lifeboat.restore.run.Restorers;

/**
 * Asks for a drill of every cluster whenever one is due, and has what drills left behind removed. Every replica does; the
 * ids of drills are the same in all of them, so each is recorded once. The worker runs them, one at a time.
 */
@ApplicationScoped
public class Drills {
    private static final Logger LOG = LoggerFactory.getLogger(Drills.class);
    private static final String OFF = "off";
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final DrillConfiguration configuration;
    private final Regions regions;
    private final Database database;
    private final DrillTargets targets;
    private final Restorers restorers;
    private final RestoreStore store;
    private final RestoreWorker worker;
    private final DrillSweeper sweeper;
    private final Clock clock;
    private final Map<DrillKind, CronTimes> times = new EnumMap<>(DrillKind.class);
    private final Map<DrillKind, Instant> planned = new EnumMap<>(DrillKind.class);
    private final Thread thread = Thread.ofVirtual().name("drills").unstarted(this::work);

    Drills(
            DrillConfiguration configuration,
            Regions regions,
            Database database,
            DrillTargets targets,
            Restorers restorers,
            RestoreStore store,
            RestoreWorker worker,
            DrillSweeper sweeper,
            Clock clock) {
        this.configuration = configuration;
        this.regions = regions;
        this.database = database;
        this.targets = targets;
        this.restorers = restorers;
        this.store = store;
        this.worker = worker;
        this.sweeper = sweeper;
        this.clock = clock;
        schedule(DrillKind.USUAL, "lifeboat.drill.cron", configuration.cron());
        if (configuration.escrowIdentities().isPresent()
                && configuration.directory().isPresent()) {
            schedule(DrillKind.ESCROW, "lifeboat.drill.escrow-cron", configuration.escrowCron());
        }
    }

    private void schedule(DrillKind kind, String key, String cron) {
        if (cron.equals(OFF)) {
            return;
        }
        try {
            times.put(kind, CronTimes.of(CronFields.parse(cron), configuration.zone(), Duration.ZERO));
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    key + " is neither off nor five fields as cron has them, for example 0 4 * * *: " + e.getMessage(),
                    e);
        }
    }

    void start(@Observes StartupEvent event) {
        if (!hasPlace()) {
            LOG.warn("No backup is rehearsed by schedule: set lifeboat.drill.directory");
            return;
        }
        configuration.kubernetes().ifPresent(this::check);
        thread.start();
    }

    /** What no drill could be made with ends the start, and not a drill every night. */
    private void check(DrillConfiguration.Volume volume) {
        RestoreId id = new RestoreId("drill");
        RestoreRequested any = new RestoreRequested(
                id,
                new ClusterName("any"),
                new RecoveryTarget.Latest(),
                null,
                inVolume(volume, id),
                RestoreMode.DRILL,
                null,
                "schedule");
        try {
            restorers.of(any).check(any);
        } catch (LifeboatException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID, "lifeboat.drill.kubernetes: " + e.explanation(), e);
        }
    }

    private boolean hasPlace() {
        return configuration.directory().isPresent()
                || configuration.kubernetes().isPresent();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(STOP_LIMIT);
    }

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                look();
            } catch (LifeboatException e) {
                LOG.warn("Drills are planned later code={} reason={}", e.code(), e.explanation());
            } catch (RuntimeException e) {
                LOG.error("Drills are planned later because of a defect", e);
            }
            try {
                TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** One round: sweeps, and asks for what is due. */
    void look() {
        Instant now = clock.instant();
        Instant expired = now.minus(configuration.expiresAfter());
        configuration.directory().ifPresent(directory -> sweeper.sweep(directory, expired));
        configuration.kubernetes().ifPresent(_ -> sweeper.sweepVolumes(expired));
        times.forEach((kind, cron) -> cron.latest(now)
                .filter(due -> !due.isBefore(now.minus(configuration.catchUp())))
                .filter(due -> !due.equals(planned.get(kind)))
                .ifPresent(due -> {
                    LocalDate day = due.atZone(configuration.zone()).toLocalDate();
                    clusters().forEach(cluster -> record(kind, cluster, due, targets.on(day, cluster), "schedule"));
                    planned.put(kind, due);
                }));
    }

    /** Those that are rehearsed by schedule. */
    private Set<ClusterName> clusters() {
        Set<ClusterName> clusters = regions.clusters();
        configuration.except().ifPresent(except -> clusters.removeIf(cluster -> except.contains(cluster.value())));
        clusters.removeAll(database.inTransaction(RemovedClusters::all));
        return clusters;
    }

    /**
     * Asks for one now.
     *
     * @throws LifeboatException CONFIGURATION_INVALID without a directory for it, or without identities of that kind
     */
    RestoreId now(DrillKind kind, ClusterName cluster, String requestedBy) {
        if (kind == DrillKind.ESCROW && configuration.escrowIdentities().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "there is no escrow identity to rehearse with: set lifeboat.drill.escrow-identities of"
                            + " restore-service");
        }
        return record(kind, cluster, clock.instant(), new RecoveryTarget.Latest(), requestedBy);
    }

    private RestoreId record(
            DrillKind kind, ClusterName cluster, Instant due, RecoveryTarget target, String requestedBy) {
        RestoreId id = kind.restore(cluster, due);
        RestoreRequested request =
                new RestoreRequested(id, cluster, target, null, place(kind, id), RestoreMode.DRILL, null, requestedBy);
        database.doInTransaction(tx -> {
            if (store.recordDrill(tx, request, clock.instant(), kind == DrillKind.ESCROW)) {
                LOG.info("Drill is due cluster={} restoreId={}", cluster, id);
                tx.afterCommit(worker::wake);
            }
        });
        return id;
    }

    /** The escrow identities never leave this machine, so what reads with them stays here. */
    private RestoreRequested.Place place(DrillKind kind, RestoreId id) {
        return configuration
                .kubernetes()
                .filter(_ -> kind == DrillKind.USUAL)
                .map(volume -> inVolume(volume, id))
                .or(() -> configuration
                        .directory()
                        .map(directory -> new RestoreRequested.Place(
                                directory.resolve(id.value()).toString(), null)))
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "there is no place for drills: set lifeboat.drill.directory of restore-service"));
    }

    private static RestoreRequested.Place inVolume(DrillConfiguration.Volume volume, RestoreId id) {
        return new RestoreRequested.Place(
                "/restore/pgdata",
                null,
                null,
                null,
                new RestoreRequested.KubernetesVolume(
                        volume.namespace(),
                        id.value().toLowerCase(Locale.ROOT),
                        new RestoreRequested.NewClaim(
                                volume.size(), volume.storageClass().orElse(null)),
                        null,
                        volume.credentialsSecret().orElse(null),
                        volume.identitiesSecret().orElse(null)));
    }

    /** When the next one by schedule is due; empty if there are none. */
    Optional<Instant> next() {
        return hasPlace()
                ? times.values().stream()
                        .flatMap(cron -> cron.next(clock.instant()).stream())
                        .min(Instant::compareTo)
                : Optional.empty();
    }
}
