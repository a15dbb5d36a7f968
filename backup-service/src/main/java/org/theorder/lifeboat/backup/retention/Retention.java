package org.theorder.lifeboat.backup.retention;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.duty.Duty;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.retention.Circumstances;
import org.theorder.lifeboat.repository.retention.OtherRegion;
import org.theorder.lifeboat.repository.retention.RegionHoldings;
import org.theorder.lifeboat.repository.retention.RegionSurvey;
import org.theorder.lifeboat.repository.retention.RetentionLog;
import org.theorder.lifeboat.repository.retention.RetentionOutcome;
import org.theorder.lifeboat.repository.retention.RetentionPlan;
import org.theorder.lifeboat.repository.retention.RetentionRules;
import org.theorder.lifeboat.repository.retention.RetentionRun;
import org.theorder.lifeboat.repository.storage.Abandoned;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Retention of every cluster, region by region, one replica at a time; nothing begins by itself inside a blackout window.
 * Each region is decided with what it holds itself; the others are asked so that none loses what it still has to get.
 */
@ApplicationScoped
public class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String TASK = "retention";

    private final Clusters clusters;
    private final ClusterCopies copies;
    private final Catalogue catalogue;
    private final UpkeepStore store;
    private final Leases leases;
    private final RetentionConfiguration configuration;
    private final Clock clock;
    private final MeterRegistry meters;

    Retention(
            Clusters clusters,
            ClusterCopies copies,
            Catalogue catalogue,
            UpkeepStore store,
            Leases leases,
            RetentionConfiguration configuration,
            Clock clock,
            MeterRegistry meters) {
        this.clusters = clusters;
        this.copies = copies;
        this.catalogue = catalogue;
        this.store = store;
        this.leases = leases;
        this.configuration = configuration;
        this.clock = clock;
        this.meters = meters;
        rules(RetentionSettings.DEFAULT);
    }

    /** Looks after every cluster whose time has come. */
    public void look() {
        Map<ClusterName, Instant> begun = store.begun(TASK);
        Instant due = clock.instant().minus(configuration.interval());
        for (Cluster cluster : clusters.all()) {
            boolean mayBegin = !begun.getOrDefault(cluster.name(), Instant.MIN).isAfter(due)
                    && !cluster.settings().schedule().blackedOut(clock.instant());
            if (mayBegin && store.begin(cluster.name(), TASK, configuration.interval())) {
                try {
                    run(cluster);
                } catch (LifeboatException e) {
                    LOG.warn("retention goes on later cluster={} reason={}", cluster.name(), e.explanation());
                }
            }
        }
    }

    /**
     * Runs retention of a cluster now.
     *
     * @return what went, by region; nothing where there was nothing to do
     * @throws LifeboatException BUSY if it runs at this moment, STORE_UNREACHABLE if no region is open
     */
    public List<RetentionOutcome> run(Cluster cluster) {
        List<RetentionOutcome> outcomes = new ArrayList<>();
        whileAlone(cluster, held -> {
            each(cluster, Set.of(), false, held, run -> run.carryOut().ifPresent(outcomes::add));
            collectAbandoned(cluster, held);
        });
        told(cluster, outcomes);
        return outcomes;
    }

    /** What would go and why, by region; nothing is changed. */
    public List<RetentionPlan> plan(Cluster cluster) {
        List<RetentionPlan> plans = new ArrayList<>();
        each(cluster, Set.of(), true, () -> {}, run -> plans.add(run.dryRun()));
        return plans;
    }

    /**
     * Deletes one backup before its time, in every open region, under all protections but its age.
     *
     * @throws LifeboatException BUSY with the reason if it must stay, NOT_FOUND if no open region has it
     */
    public List<RetentionOutcome> delete(Cluster cluster, BackupId backup) {
        List<RetentionOutcome> outcomes = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        whileAlone(cluster, held -> {
            // every region must agree before the first one deletes
            each(cluster, Set.of(backup), true, held, run -> {
                RetentionPlan plan = run.dryRun();
                plan.backups().stream()
                        .filter(each -> each.backup().equals(backup) && each.keep())
                        .forEach(each -> kept.add("region " + plan.region() + ": " + each.why()));
            });
            if (kept.isEmpty()) {
                each(
                        cluster,
                        Set.of(backup),
                        true,
                        held,
                        run -> run.deleteRequested(run.dryRun()).ifPresent(outcomes::add));
            }
        });
        told(cluster, outcomes);
        if (!kept.isEmpty()) {
            throw new LifeboatException(ErrorCode.BUSY, "backup " + backup + " stays: " + String.join("; ", kept));
        }
        if (outcomes.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "no open region has a backup " + backup + " of " + cluster.name());
        }
        return outcomes;
    }

    /** What retention did, newest first, by region. */
    public List<RetentionOutcome> history(Cluster cluster, int most) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        List<RetentionOutcome> outcomes = new ArrayList<>();
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            open.storages()
                    .values()
                    .forEach(storage -> outcomes.addAll(new RetentionLog(storage, registration.keys()).outcomes(most)));
        }
        return outcomes.stream()
                .sorted((one, other) -> other.startedAt().compareTo(one.startedAt()))
                .limit(most)
                .toList();
    }

    private interface Step {
        void take(RetentionRun run);
    }

    /**
     * @param mustAll whether a region that fails ends it; otherwise it is left for the next time
     * @param held throws LEASE_LOST if somebody else may be at it: nothing is changed any more
     */
    private void each(Cluster cluster, Set<BackupId> requested, boolean mustAll, Runnable held, Step step) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        Set<BackupId> running = store.running(cluster.name());
        List<ClusterRegistration> registrations = copies.registrations(cluster, open);
        for (ClusterRegistration registration : registrations) {
            boolean present = registration.equals(registrations.getLast());
            Map<RegionName, OtherRegion> seen = survey(registration, open);
            boolean allAnswered = seen.size() == cluster.regions().size();
            for (Storage storage : open.storages().values()) {
                List<OtherRegion> others = seen.values().stream()
                        .filter(other -> !other.region().equals(storage.region()))
                        .toList();
                RetentionRun run = new RetentionRun(
                        new HeldStorage(storage, held),
                        registration.keys(),
                        registration.walSegmentBytes(),
                        rules(cluster.settings().retention()),
                        new Circumstances(others, allAnswered, running, requested, !present),
                        clock);
                take(step, run, storage, cluster, mustAll);
            }
        }
    }

    private static void take(Step step, RetentionRun run, Storage storage, Cluster cluster, boolean mustAll) {
        try {
            step.take(run);
        } catch (LifeboatException e) {
            if (mustAll || e.code() == ErrorCode.TIMED_OUT || e.code() == ErrorCode.LEASE_LOST) {
                throw e;
            }
            LOG.warn(
                    "retention goes on later cluster={} region={} reason={}",
                    cluster.name(),
                    storage.region(),
                    e.explanation());
        }
    }

    private static Map<RegionName, OtherRegion> survey(ClusterRegistration registration, ClusterCopies.Copies open) {
        Map<RegionName, OtherRegion> seen = new HashMap<>();
        ClusterKeys keys = registration.keys();
        open.storages().forEach((name, storage) -> {
            try {
                RegionHoldings holdings = new RegionSurvey(storage, keys, registration.walSegmentBytes()).holdings();
                seen.put(name, RegionSurvey.seenFromElsewhere(holdings));
            } catch (LifeboatException e) {
                LOG.warn("a region does not answer retention region={} reason={}", name, e.explanation());
            }
        });
        return seen;
    }

    private void collectAbandoned(Cluster cluster, Runnable held) {
        copies.of(cluster).storages().forEach((name, storage) -> {
            try {
                Abandoned gone = new HeldStorage(storage, held)
                        .collectAbandoned(clock.instant().minus(configuration.leftovers()));
                if (gone.count() > 0) {
                    LOG.info(
                            "what dead writers left is removed region={} count={} bytes={}",
                            name,
                            gone.count(),
                            gone.bytes());
                }
            } catch (LifeboatException e) {
                LOG.warn("leftovers are removed later region={} reason={}", name, e.explanation());
            }
        });
    }

    private void whileAlone(Cluster cluster, Consumer<Runnable> work) {
        Duration timeToLive = configuration.lease();
        if (!Duty.whileHeld(
                leases,
                "retention/" + cluster.name(),
                timeToLive,
                lease -> work.accept(() -> leases.assure(lease, timeToLive)))) {
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "retention of " + cluster.name() + " runs at this moment; ask again when it is done");
        }
    }

    private void told(Cluster cluster, List<RetentionOutcome> outcomes) {
        for (RetentionOutcome outcome : outcomes) {
            LOG.info(
                    "retention is done cluster={} region={} backups={} leftovers={} walObjects={} bytes={} refused={}",
                    cluster.name(),
                    outcome.region(),
                    outcome.backups(),
                    outcome.leftovers(),
                    outcome.walObjects(),
                    outcome.bytes(),
                    outcome.refused().size());
            meters.counter(
                            "lifeboat.retention.deleted.bytes",
                            "cluster",
                            cluster.name().value(),
                            "region",
                            outcome.region().value())
                    .increment((double) outcome.bytes());
        }
        if (!outcomes.isEmpty()) {
            try {
                catalogue.ask(cluster);
            } catch (LifeboatException e) {
                LOG.debug("listed later cluster={} reason={}", cluster.name(), e.explanation());
            }
        }
    }

    private RetentionRules rules(RetentionSettings settings) {
        return new RetentionRules(
                Duration.ofDays(settings.fullDays()),
                Duration.ofDays(settings.incrementalDays()),
                Optional.ofNullable(settings.keepFulls()).orElse(0),
                configuration.verifiedReplacement(),
                configuration.leftovers(),
                configuration.tombstones());
    }
}
