package org.theorder.lifeboat.backup.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.Slots;
import org.theorder.lifeboat.backup.protection.LastReports;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** Makes {@link BackupRun}s, and tells what became of one. */
@ApplicationScoped
class BackupRuns {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRuns.class);

    private final Regions regions;
    private final Registrar registrar;
    private final Slots slots;
    private final Catalogue catalogue;
    private final StreamSupervisor streams;
    private final LastReports reports;
    private final BackupConfiguration configuration;
    private final Clock clock;
    private final MeterRegistry meters;

    BackupRuns(
            Regions regions,
            Registrar registrar,
            Slots slots,
            Catalogue catalogue,
            StreamSupervisor streams,
            LastReports reports,
            BackupConfiguration configuration,
            Clock clock,
            MeterRegistry meters) {
        this.regions = regions;
        this.registrar = registrar;
        this.slots = slots;
        this.catalogue = catalogue;
        this.streams = streams;
        this.reports = reports;
        this.configuration = configuration;
        this.clock = clock;
        this.meters = meters;
    }

    /** @param held throws LEASE_LOST if the lease under which the backup is taken has passed on */
    BackupRun of(Cluster cluster, Runnable held) {
        Counter streamed = Counter.builder("lifeboat.backup.streamed")
                .baseUnit("bytes")
                .description("Backup data received from the primary")
                .tag("cluster", cluster.name().value())
                .register(meters);
        return new BackupRun(
                cluster,
                regions,
                registrar,
                slots,
                catalogue,
                server -> new BackupWal(cluster, server, regions, streams, reports, configuration.walPatience()),
                configuration,
                clock,
                streamed,
                held);
    }

    /** A request came to its end: {@code completed}, {@code failed} or {@code cancelled}. */
    void ended(ClusterName cluster, BackupKind kind, String result) {
        Counter.builder("lifeboat.backup.ended")
                .description("Requested backups that came to an end, by result")
                .tag("cluster", cluster.value())
                .tag("kind", kind.wireName())
                .tag("result", result)
                .register(meters)
                .increment();
    }

    /** What the repository holds has changed. */
    void changed(Cluster cluster) {
        try {
            catalogue.ask(cluster);
        } catch (LifeboatException e) {
            LOG.debug("listed later cluster={} reason={}", cluster.name(), e.explanation());
        }
    }

    /** A backup that exists, by its commit marker in any region that can be asked. */
    Optional<BackupCompleted> find(Cluster cluster, BackupJob job) {
        BackupId backup = job.backupId();
        return backup == null ? Optional.empty() : find(cluster, backup, job.kind(), job.fullBecause());
    }

    /** The same, whoever took it. */
    Optional<BackupCompleted> find(Cluster cluster, BackupId backup) {
        return find(cluster, backup, null, null);
    }

    private Optional<BackupCompleted> find(
            Cluster cluster, BackupId backup, @Nullable BackupKind asked, @Nullable FullBecause because) {
        Optional<ClusterRegistration> bound = registrar.known(cluster);
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        @Nullable BackupMarker found = null;
        List<RegionName> present = new ArrayList<>();
        List<RegionName> missing = new ArrayList<>();
        for (RegionName name : cluster.regions()) {
            Optional<BackupMarker> marker = regions.get(name).state() instanceof RegionState.Open open
                    ? new ClusterRepository(open.storage(), bound.get().keys()).backup(backup)
                    : Optional.empty();
            marker.ifPresentOrElse(any -> present.add(name), () -> missing.add(name));
            found = marker.orElse(found);
        }
        return Optional.ofNullable(found)
                .map(marker -> completed(marker, present, missing, asked == null ? marker.kind() : asked, because));
    }

    /**
     * @param asked what was asked for
     * @param because why it is a full one although an incremental was asked for; null otherwise
     */
    static BackupCompleted completed(
            BackupMarker marker,
            List<RegionName> present,
            List<RegionName> missing,
            BackupKind asked,
            @Nullable FullBecause because) {
        return new BackupCompleted(
                marker.backup(),
                marker.cluster(),
                marker.kind(),
                marker.parent(),
                marker.systemIdentifier().toString(),
                marker.serverVersion(),
                marker.timeline(),
                marker.startLsn(),
                marker.stopLsn(),
                marker.startedAt(),
                marker.completedAt(),
                marker.sizeBytes(),
                marker.storedBytes(),
                marker.files(),
                present.stream().sorted().toList(),
                missing.stream().sorted().toList(),
                asked,
                marker.method(),
                because == null ? null : because.code(),
                because == null ? null : because.message(),
                Duration.between(marker.startedAt(), marker.completedAt()).toMillis(),
                marker.encoding().wireName());
    }
}
