package org.theorder.lifeboat.backup.run;

import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.BackupSource;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.cluster.Slots;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.replication.SystemIdentity;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.CommittedBackup;
import org.theorder.lifeboat.repository.backup.ParentStart;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WalOnlyBackup;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.SealRange;

/**
 * One backup: slot, choice of the kind, BASE_BACKUP into all regions (or nothing but WAL), WAL durable, commit marker. Until
 * the marker nobody lists it; if anything fails before, only unreferenced objects are left.
 */
final class BackupRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    private final Cluster cluster;
    private final Regions regions;
    private final Registrar registrar;
    private final Slots slots;
    private final Catalogue catalogue;
    private final Function<ServerIdentity, BackupWal> wal;
    private final BackupConfiguration configuration;
    private final Clock clock;
    private final Counter streamed;
    private final Runnable held;
    private final ProgressMeter meter = new ProgressMeter(System::nanoTime);
    private final CommitGate gate = new CommitGate();
    private final Map<RegionName, String> missing = new ConcurrentHashMap<>();
    private final Map<RegionName, Storage> open = new TreeMap<>();
    private volatile @Nullable WriterSink sink;

    BackupRun(
            Cluster cluster,
            Regions regions,
            Registrar registrar,
            Slots slots,
            Catalogue catalogue,
            Function<ServerIdentity, BackupWal> wal,
            BackupConfiguration configuration,
            Clock clock,
            Counter streamed,
            Runnable held) {
        this.cluster = cluster;
        this.regions = regions;
        this.registrar = registrar;
        this.slots = slots;
        this.catalogue = catalogue;
        this.wal = wal;
        this.configuration = configuration;
        this.clock = clock;
        this.streamed = streamed;
        this.held = held;
    }

    /** What the primary said of itself. */
    private record Primary(ServerIdentity identity, SystemIdentity system) {}

    /** Any thread may ask. */
    Progress progress() {
        WriterSink known = sink;
        return known == null ? Progress.NONE : meter.at(known.progress());
    }

    /**
     * From any thread; the caller then interrupts the one that takes the backup.
     *
     * @return false if it is too late
     */
    boolean cancel() {
        return gate.cancel();
    }

    boolean isCancelled() {
        return gate.isCancelled();
    }

    /**
     * Takes the backup.
     *
     * @param asked full, or incremental if one can be taken
     * @param begun told before the first object is written; twice if the server refuses an incremental
     */
    BackupCompleted take(BackupKind asked, Consumer<Begun> begun) {
        openRegions();
        Primary primary = primary();
        try (BackupSource source =
                BackupSource.open(cluster, primary.identity(), primary.system(), configuration.silence())) {
            BackupChoice choice = choose(asked, primary, source);
            return carryOut(choice, asked, primary, source, begun);
        } catch (LifeboatException e) {
            if (asked == BackupKind.FULL || !asksForAFull(e)) {
                throw e;
            }
            LOG.info("a full backup is taken instead cluster={} reason={}", cluster.name(), e.explanation());
            return takeFull(FullBecause.of(e), primary, begun);
        }
    }

    private BackupCompleted takeFull(FullBecause because, Primary primary, Consumer<Begun> begun) {
        close();
        sink = null;
        // the connection on which the incremental was refused is of no more use
        try (BackupSource source =
                BackupSource.open(cluster, primary.identity(), primary.system(), configuration.silence())) {
            return carryOut(new BackupChoice.Full(because), BackupKind.INCREMENTAL, primary, source, begun);
        }
    }

    private BackupCompleted carryOut(
            BackupChoice choice, BackupKind asked, Primary primary, BackupSource source, Consumer<Begun> begun) {
        Instant startedAt = clock.instant();
        BackupId backup = BackupIds.next(startedAt, choice.kind(), catalogue.newestAnywhere(cluster));
        begun.accept(new Begun(backup, startedAt, choice, source.whyNotStandby()));
        CommittedBackup committed = switch (choice) {
            case BackupChoice.SealedWal wal -> sealWal(wal.parent(), backup, startedAt, primary);
            case BackupChoice.Full _, BackupChoice.Pages _ -> takePages(choice, backup, startedAt, primary, source);
        };
        committed
                .missing()
                .forEach(each -> missing.put(each.region(), each.reason().explanation()));
        new TreeMap<>(missing)
                .forEach((region, why) -> LOG.warn(
                        "backup is missing in a region cluster={} backupId={} region={} reason={}",
                        cluster.name(),
                        backup,
                        region,
                        why));
        FullBecause because = choice instanceof BackupChoice.Full full ? full.because() : null;
        return BackupRuns.completed(
                committed.marker(), committed.regions(), new ArrayList<>(missing.keySet()), asked, because);
    }

    private Primary primary() {
        try (PrimaryConnection primary = PrimaryConnection.open(cluster, configuration.silence())) {
            registrar.register(cluster, primary.identity());
            slots.ensure(cluster, primary);
            return new Primary(primary.identity(), primary.system());
        }
    }

    private BackupChoice choose(BackupKind asked, Primary primary, BackupSource source) {
        if (asked == BackupKind.FULL) {
            return new BackupChoice.Full(null);
        }
        Map<RegionName, RegionBackups> answers = catalogue.ask(cluster);
        List<List<BackupMarker>> known = new ArrayList<>();
        Set<BackupId> damaged = new HashSet<>();
        List<RegionName> silent = new ArrayList<>();
        open.keySet().forEach(region -> {
            RegionBackups answer = answers.get(region);
            if (answer == null || answer.saysNothing()) {
                silent.add(region);
            } else {
                known.add(answer.backups());
                damaged.addAll(answer.failed());
            }
        });
        ServerFacts facts = ServerFacts.of(
                source.replication(),
                primary.identity().systemIdentifier(),
                primary.system().timeline());
        BackupChoice choice =
                new BackupChooser(facts, cluster.settings().backup().longestChain(), known, damaged).incremental();
        if (choice.kind() == BackupKind.INCREMENTAL) {
            silent.forEach(region -> {
                open.remove(region);
                missing.put(region, "it could not say whether it holds the backup that this one builds on");
            });
        }
        return choice;
    }

    /** The server cannot take it, the parent is of no use, or the WAL since is disputed or lost; a full one helps. */
    private boolean asksForAFull(LifeboatException reason) {
        return !gate.isCancelled()
                && switch (reason.code()) {
                    case SUMMARIES_MISSING, CHAIN_BROKEN, OBJECT_CONFLICT, WAL_GAP -> true;
                    default -> false;
                };
    }

    private CommittedBackup takePages(
            BackupChoice choice, BackupId backup, Instant startedAt, Primary primary, BackupSource source) {
        BackupMarker parent = choice instanceof BackupChoice.Pages pages ? pages.parent() : null;
        WriterSink fresh = new WriterSink(
                cluster,
                primary.identity(),
                parent,
                source.replication().show("data_checksums").equals("on"),
                backup,
                startedAt,
                List.copyOf(open.values()),
                writerSettings(),
                meter,
                streamed,
                clock);
        sink = fresh;
        List<Truncation> truncations =
                new BaseBackup(cluster, configuration, source).run(backup, parent, List.copyOf(open.values()), fresh);
        SealedBackup sealed = fresh.seal();
        sealed.cut(truncations);
        return commit(backup, sealed, parent, fresh, primary);
    }

    private CommittedBackup commit(
            BackupId backup, SealedBackup sealed, @Nullable BackupMarker parent, WriterSink written, Primary primary) {
        sealed.missing()
                .forEach(each -> missing.put(each.region(), each.reason().explanation()));
        checkParent(sealed, parent);
        BackupWal.Vouched wal = vouched(
                primary,
                backup,
                parent,
                new SealRange.Position(written.timeline(), written.startLsn()),
                new SealRange.Position(sealed.end().timeline(), sealed.end().stopLsn()),
                sealed.regions());
        sealed.sealWal(wal.seal());
        gate.commit();
        CommittedBackup committed = sealed.commit(wal.regions());
        wal.written();
        return committed;
    }

    /** What the server says that the incremental builds on must be what we believe. */
    private static void checkParent(SealedBackup sealed, @Nullable BackupMarker parent) {
        ParentStart from = sealed.incrementalFrom();
        if (parent != null && (from == null || !from.isStartOf(parent))) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the server sent an incremental that builds on " + from + ", but " + parent.backup() + " began at "
                            + parent.startLsn() + " on timeline " + parent.timeline());
        }
    }

    private CommittedBackup sealWal(BackupMarker parent, BackupId backup, Instant startedAt, Primary primary) {
        Lsn end = WalSealing.end(cluster, primary.system(), configuration.silence());
        Lsn stop = end.isBefore(parent.stopLsn()) ? parent.stopLsn() : end;
        BackupWal.Vouched wal = vouched(
                primary,
                backup,
                parent,
                new SealRange.Position(parent.stopTimeline(), parent.stopLsn()),
                new SealRange.Position(parent.stopTimeline(), stop),
                List.copyOf(open.keySet()));
        BackupMarker marker = WalOnlyBackup.marker(
                backup,
                parent,
                primary.identity().version().number(),
                stop,
                startedAt,
                clock.instant(),
                cluster.settings().encryption().encryption(),
                wal.reference());
        gate.commit();
        CommittedBackup committed = WalOnlyBackup.commit(
                marker, wal.seal(), wal.regions().stream().map(open::get).toList(), configuration.putTimeout());
        wal.written();
        return committed;
    }

    /** Where the WAL of the backup is durable and sealed; the other regions are missing. */
    private BackupWal.Vouched vouched(
            Primary primary,
            BackupId backup,
            @Nullable BackupMarker parent,
            SealRange.Position start,
            SealRange.Position stop,
            List<RegionName> candidates) {
        BackupWal.Vouched vouched = wal.apply(primary.identity())
                .vouch(
                        backup,
                        start,
                        stop,
                        parent,
                        catalogue.last(cluster.name()).values(),
                        candidates);
        missing.putAll(vouched.missing());
        return vouched;
    }

    private void openRegions() {
        for (RegionName name : cluster.regions()) {
            switch (regions.get(name).state()) {
                case RegionState.Open region ->
                    open.put(name, new HeldStorage(cluster.writing(region.storage(), clock), held));
                case RegionState.Closed closed -> missing.put(name, closed.reason());
            }
        }
        if (open.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "no region of cluster " + cluster.name() + " can be used: " + new TreeMap<>(missing));
        }
    }

    private WriterSettings writerSettings() {
        return WriterSettings.defaults()
                .withPartBytes(configuration.partBytes())
                .withWorkers(cluster.settings().backup().workers())
                .withLevel(cluster.settings().backup().level())
                .withPutTimeout(configuration.putTimeout())
                .withEncryption(cluster.settings().encryption().encryption());
    }

    @Override
    public void close() {
        WriterSink known = sink;
        if (known != null) {
            known.close();
        }
    }
}
