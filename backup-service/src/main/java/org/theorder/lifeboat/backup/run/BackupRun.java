package org.theorder.lifeboat.backup.run;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.replication.BaseBackupOptions;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.CommittedBackup;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * One full backup: slot, BASE_BACKUP into all regions, WAL durable, commit marker. Until the marker nobody lists it; if
 * anything fails before, only unreferenced objects are left.
 */
final class BackupRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    private final Cluster cluster;
    private final Regions regions;
    private final Registrar registrar;
    private final Catalogue catalogue;
    private final StreamSupervisor streams;
    private final BackupConfiguration configuration;
    private final Clock clock;
    private final Counter streamed;
    private final ProgressMeter meter = new ProgressMeter(System::nanoTime);
    private final Map<RegionName, String> missing = new ConcurrentHashMap<>();
    private volatile @Nullable WriterSink sink;

    BackupRun(
            Cluster cluster,
            Regions regions,
            Registrar registrar,
            Catalogue catalogue,
            StreamSupervisor streams,
            BackupConfiguration configuration,
            Clock clock,
            Counter streamed) {
        this.cluster = cluster;
        this.regions = regions;
        this.registrar = registrar;
        this.catalogue = catalogue;
        this.streams = streams;
        this.configuration = configuration;
        this.clock = clock;
        this.streamed = streamed;
    }

    /** Any thread may ask. */
    Progress progress() {
        WriterSink known = sink;
        return known == null ? Progress.NONE : meter.at(known.progress());
    }

    /**
     * Takes the backup.
     *
     * @param begun told the backup's id before its first object is written
     */
    BackupCompleted take(BiConsumer<BackupId, Instant> begun) {
        List<Storage> open = openRegions();
        try (PrimaryConnection primary = PrimaryConnection.open(cluster, configuration.silence())) {
            registrar.register(cluster, primary.identity());
            primary.ensureSlot();
            Instant startedAt = clock.instant();
            BackupId backup = BackupIds.next(startedAt, BackupKind.FULL, catalogue.newestAnywhere(cluster));
            begun.accept(backup, startedAt);
            WriterSink fresh = new WriterSink(
                    cluster, primary.identity(), backup, startedAt, open, writerSettings(), meter, streamed, clock);
            sink = fresh;
            primary.replication()
                    .baseBackup(
                            new BaseBackupOptions(
                                    "lifeboat " + backup, configuration.fastCheckpoint(), configuration.maxRate()),
                            configuration.checkpointPatience(),
                            fresh);
            return commit(fresh.seal(), fresh, primary);
        }
    }

    private BackupCompleted commit(SealedBackup sealed, WriterSink written, PrimaryConnection primary) {
        sealed.missing()
                .forEach(each -> missing.put(each.region(), each.reason().explanation()));
        List<RegionName> durable = new WalWait(cluster, regions, streams)
                .durable(
                        primary.identity().keys(cluster.name()),
                        primary.identity().segmentBytes(),
                        written.timeline(),
                        written.startLsn(),
                        sealed.end().stopLsn(),
                        sealed.regions(),
                        configuration.walPatience());
        sealed.regions().stream()
                .filter(region -> !durable.contains(region))
                .forEach(region -> missing.put(region, "its WAL is not durable there"));
        CommittedBackup committed = sealed.commit(durable);
        committed
                .missing()
                .forEach(each -> missing.put(each.region(), each.reason().explanation()));
        new TreeMap<>(missing)
                .forEach((region, why) -> LOG.warn(
                        "backup is missing in a region cluster={} backupId={} region={} reason={}",
                        cluster.name(),
                        committed.marker().backup(),
                        region,
                        why));
        return BackupRuns.completed(committed.marker(), committed.regions(), new ArrayList<>(missing.keySet()));
    }

    private List<Storage> openRegions() {
        List<Storage> open = new ArrayList<>();
        for (RegionName name : cluster.regions()) {
            switch (regions.get(name).state()) {
                case RegionState.Open region -> open.add(region.storage());
                case RegionState.Closed closed -> missing.put(name, closed.reason());
            }
        }
        if (open.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no region of cluster " + cluster.name() + " can be used: " + new TreeMap<>(missing));
        }
        return open;
    }

    private WriterSettings writerSettings() {
        return new WriterSettings(
                configuration.partBytes(),
                configuration.workers(),
                configuration.level(),
                configuration.putTimeout(),
                null,
                cluster.settings().encryption().encryption());
    }

    @Override
    public void close() {
        WriterSink known = sink;
        if (known != null) {
            known.close();
        }
    }
}
