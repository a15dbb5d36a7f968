package org.theorder.lifeboat.backup;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.cluster.WithdrawnSlots;
import org.theorder.lifeboat.backup.copy.RegionCopies;
import org.theorder.lifeboat.backup.duty.Round;
import org.theorder.lifeboat.backup.proof.Proofs;
import org.theorder.lifeboat.backup.protection.LastReports;
import org.theorder.lifeboat.backup.protection.ProtectionReporter;
import org.theorder.lifeboat.backup.region.Region;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.retention.LockKeeper;
import org.theorder.lifeboat.backup.retention.Retention;
import org.theorder.lifeboat.backup.run.BackupWorker;
import org.theorder.lifeboat.backup.run.SummariesMissing;
import org.theorder.lifeboat.backup.schedule.Scheduler;
import org.theorder.lifeboat.backup.upkeep.UpkeepWorker;
import org.theorder.lifeboat.backup.verification.KnownDamage;
import org.theorder.lifeboat.backup.verification.Verifications;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;

/** What the service does by itself, from its start to its end. */
@ApplicationScoped
class BackupService {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration REPORT = Duration.ofSeconds(2);
    private static final Duration RECALL = Duration.ofSeconds(5);
    private static final Duration UPKEEP = Duration.ofSeconds(20);
    private static final Duration WITHDRAWN = Duration.ofSeconds(30);

    private final List<Round> rounds = new ArrayList<>();
    private final Regions regions;
    private final Clusters clusters;
    private final StreamSupervisor streams;
    private final BackupWorker worker;
    private final Catalogue catalogue;
    private final ProtectionReporter reporter;
    private final Retention retention;
    private final Scheduler scheduler;
    private final LockKeeper locks;
    private final Verifications verifications;
    private final KnownDamage damage;
    private final Proofs proofs;
    private final RegionCopies copies;
    private final SummariesMissing summaries;
    private final WithdrawnSlots withdrawn;
    private final LastReports lastReports;
    private final UpkeepWorker upkeep;

    BackupService(
            Regions regions,
            Clusters clusters,
            StreamSupervisor streams,
            BackupWorker worker,
            Catalogue catalogue,
            ProtectionReporter reporter,
            Retention retention,
            Scheduler scheduler,
            LockKeeper locks,
            Verifications verifications,
            KnownDamage damage,
            Proofs proofs,
            RegionCopies copies,
            SummariesMissing summaries,
            WithdrawnSlots withdrawn,
            LastReports lastReports,
            UpkeepWorker upkeep) {
        this.regions = regions;
        this.clusters = clusters;
        this.streams = streams;
        this.worker = worker;
        this.catalogue = catalogue;
        this.reporter = reporter;
        this.retention = retention;
        this.scheduler = scheduler;
        this.locks = locks;
        this.verifications = verifications;
        this.damage = damage;
        this.proofs = proofs;
        this.copies = copies;
        this.summaries = summaries;
        this.withdrawn = withdrawn;
        this.lastReports = lastReports;
        this.upkeep = upkeep;
    }

    void start(@Observes StartupEvent event) {
        CountDownLatch looked = new CountDownLatch(regions.all().size());
        for (Region region : regions.all()) {
            rounds.add(Round.start("region-" + region.name(), SECOND, () -> {
                regions.look(region);
                looked.countDown();
            }));
        }
        awaitBriefly(looked);
        clusters.refresh();
        rounds.add(Round.start("clusters", SECOND, () -> {
            clusters.look();
            streams.look();
        }));
        rounds.add(Round.start("catalogue", SECOND, catalogue::look));
        for (Region region : regions.all()) {
            rounds.addAll(copies.start(region));
        }
        for (Region region : regions.all()) {
            rounds.add(Round.start("damage-" + region.name(), REPORT, () -> damage.look(region)));
        }
        rounds.add(Round.start("protection", REPORT, reporter::report));
        rounds.add(Round.start("last-reports", REPORT, lastReports::look));
        rounds.add(Round.start("summaries", RECALL, summaries::look));
        rounds.add(Round.start("retention", UPKEEP, retention::look));
        rounds.add(Round.start("upkeep", RECALL, upkeep::look));
        rounds.add(Round.start("locks", UPKEEP, locks::look));
        rounds.add(Round.start("verification", UPKEEP, verifications::look));
        rounds.add(Round.start("withdrawn", WITHDRAWN, withdrawn::look));
        rounds.add(Round.start("proofs", REPORT, proofs::look));
        rounds.add(Round.start("backups", Duration.ZERO, worker::round));
        rounds.add(Round.start("schedule", Duration.ZERO, scheduler::round));
    }

    /** Most regions answer at once; a dead mount must not keep the service from starting. */
    private static void awaitBriefly(CountDownLatch looked) {
        try {
            var _ = looked.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.forEach(Round::stop);
        upkeep.stop();
        worker.stop();
        streams.stopAll();
    }
}
