package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.catalogue.RegionBackups;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.protection.LastReports;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.SealRange;
import org.theorder.lifeboat.repository.wal.SealedObjects;
import org.theorder.lifeboat.repository.wal.StoredDigest;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalDigests;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSeal;
import org.theorder.lifeboat.repository.wal.WalSealer;

/** The WAL of one backup: waited for until it is durable, then sealed, region by region. */
final class BackupWal {
    private static final Logger LOG = LoggerFactory.getLogger(BackupWal.class);

    private final Cluster cluster;
    private final ClusterKeys keys;
    private final int segmentBytes;
    private final Regions regions;
    private final StreamSupervisor streams;
    private final WalWait wait;
    private final Duration patience;

    BackupWal(
            Cluster cluster,
            ServerIdentity server,
            Regions regions,
            StreamSupervisor streams,
            LastReports reports,
            Duration patience) {
        this.cluster = cluster;
        this.keys = server.keys(cluster.name());
        this.segmentBytes = server.segmentBytes();
        this.regions = regions;
        this.streams = streams;
        this.wait = new WalWait(cluster, regions, streams, reports);
        this.patience = patience;
    }

    /**
     * WAL that is durable and sealed.
     *
     * @param seal null if none was written since the parent
     * @param regions where it is
     * @param missing where it is not, and why
     * @param remembered what needs to be remembered no more once the seal is stored
     */
    record Vouched(
            WalSealer.@Nullable Sealed seal,
            List<RegionName> regions,
            Map<RegionName, String> missing,
            List<WalDigests.InRegion> remembered) {

        /** For the commit marker. */
        @Nullable
        SealedWal reference() {
            return seal == null ? null : seal.reference();
        }

        /** The backup is committed, and so is its seal. */
        void written() {
            if (seal != null) {
                ClusterKeys of =
                        new ClusterKeys(seal.seal().cluster(), seal.seal().systemIdentifier());
                seal.seal()
                        .objects()
                        .forEach(object -> remembered.forEach(region -> region.forget(of.wal() + object.object())));
            }
        }
    }

    /**
     * @param parent null for a full backup; its seal then begins where the full one before ended
     * @param stored the backups that the regions have
     * @param candidates the regions that hold the backup's files
     * @throws LifeboatException TIMED_OUT if no region has the WAL in time; see {@link WalSealer#seal}
     */
    Vouched vouch(
            BackupId backup,
            SealRange.Position start,
            SealRange.Position stop,
            @Nullable BackupMarker parent,
            Collection<RegionBackups> stored,
            List<RegionName> candidates) {
        List<RegionName> durable = wait.durable(keys, segmentBytes, start, stop, candidates, patience);
        Map<RegionName, RegionState.Open> open = new TreeMap<>();
        durable.forEach(region -> {
            if (regions.get(region).state() instanceof RegionState.Open state) {
                open.put(region, state);
            }
        });
        if (open.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE, "no region that has the WAL of " + backup + " is open any more");
        }
        Optional<TimelineHistory> history = new WalReader(
                        open.values().stream().map(RegionState.Open::storage).toList(), keys, segmentBytes)
                .history(stop.timeline());
        List<BackupMarker> earlier = earlier(stored);
        Optional<BackupMarker> before = parent == null ? newestFull(earlier, stop, history) : Optional.of(parent);
        WalSealer.Outcome outcome = new WalSealer(keys, segmentBytes)
                .seal(
                        backup,
                        SealRange.of(start, stop, history, before),
                        open.values().stream()
                                .map(state -> source(state, since(earlier, before)))
                                .toList());
        return vouched(outcome, open, candidates);
    }

    private Vouched vouched(
            WalSealer.Outcome outcome, Map<RegionName, RegionState.Open> open, List<RegionName> candidates) {
        List<RegionName> sealed = new ArrayList<>(open.keySet());
        Map<RegionName, String> missing = new TreeMap<>();
        candidates.stream()
                .filter(region -> !open.containsKey(region))
                .forEach(region -> missing.put(region, "its WAL is not durable there"));
        outcome.missing().forEach(each -> {
            sealed.remove(each.region());
            missing.put(
                    each.region(), "its WAL cannot be sealed: " + each.reason().explanation());
        });
        WalSealer.Sealed seal = outcome.sealed();
        if (seal != null) {
            LOG.info(
                    "WAL is sealed cluster={} backupId={} objects={} bytes={} from={}",
                    cluster.name(),
                    seal.seal().backup(),
                    seal.reference().objects(),
                    seal.reference().storedBytes(),
                    seal.reference().stretches().getFirst().from());
        }
        return new Vouched(
                seal,
                sealed,
                missing,
                open.values().stream().map(this::remembered).toList());
    }

    /** Of all regions, each once, oldest first. */
    private static List<BackupMarker> earlier(Collection<RegionBackups> stored) {
        Map<BackupId, BackupMarker> markers = new TreeMap<>();
        stored.forEach(region -> region.backups().forEach(marker -> markers.put(marker.backup(), marker)));
        return List.copyOf(markers.values());
    }

    private static Optional<BackupMarker> newestFull(
            List<BackupMarker> earlier, SealRange.Position stop, Optional<TimelineHistory> history) {
        return earlier.stream()
                .filter(marker -> marker.kind() == BackupKind.FULL
                        && marker.walSeal() != null
                        && SealRange.isOnTheWay(marker, stop, history))
                .max(Comparator.comparing(BackupMarker::backup));
    }

    /** Whose seals may say something about the WAL that is to be sealed. */
    private static List<BackupMarker> since(List<BackupMarker> earlier, Optional<BackupMarker> before) {
        return earlier.stream()
                .filter(marker -> before.isPresent()
                        && marker.backup().compareTo(before.get().backup()) >= 0)
                .toList();
    }

    private WalSealer.Source source(RegionState.Open open, List<BackupMarker> since) {
        WalDigests.InRegion put = remembered(open);
        SealedObjects sealed = sealed(open.storage(), since);
        Function<String, Optional<StoredDigest>> known = key -> sealed.own(key).or(() -> put.find(key));
        return new WalSealer.Source(open.storage(), known);
    }

    private WalDigests.InRegion remembered(RegionState.Open open) {
        return streams.digests().in(open.repository());
    }

    /** What a seal that cannot be read would have said is read back. */
    private SealedObjects sealed(Storage region, List<BackupMarker> backups) {
        SealedObjects sealed = new SealedObjects(region.region(), keys);
        for (BackupMarker backup : backups) {
            try {
                WalSeal.stored(region, backup).ifPresent(sealed::add);
            } catch (LifeboatException e) {
                LOG.debug(
                        "a seal of WAL is of no use cluster={} backupId={} region={} reason={}",
                        cluster.name(),
                        backup.backup(),
                        region.region(),
                        e.explanation());
            }
        }
        return sealed;
    }
}
