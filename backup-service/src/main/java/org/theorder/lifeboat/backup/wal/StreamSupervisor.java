package org.theorder.lifeboat.backup.wal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.Slots;
import org.theorder.lifeboat.backup.encryption.FingerprintKeyStore;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.repository.wal.WalDigests;

/** One WAL stream per protected cluster: begins when a cluster is declared, ends when it is withdrawn. */
@ApplicationScoped
public class StreamSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(StreamSupervisor.class);

    /** In a second, so that no more than these stand still for a moment. */
    private static final int MOST_GIVEN_AWAY = 50;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Map<ClusterName, ClusterStreamer> streamers = new ConcurrentHashMap<>();
    private final SegmentMemory memory = new SegmentMemory();
    private final WalDigests digests = new WalDigests();
    private final Clusters clusters;
    private final Regions regions;
    private final WalConfiguration configuration;
    private final Registrar registrar;
    private final Slots slots;
    private final Leases leases;
    private final Clock clock;
    private final MeterRegistry meters;
    private final BackupAfterGap backupAfterGap;
    private final FingerprintKeyStore fingerprints;
    private final StreamShares shares;
    private final WalConflicts conflicts;
    private boolean stopped;

    StreamSupervisor(
            Clusters clusters,
            Regions regions,
            WalConfiguration configuration,
            Registrar registrar,
            Slots slots,
            Leases leases,
            Clock clock,
            MeterRegistry meters,
            BackupAfterGap backupAfterGap,
            FingerprintKeyStore fingerprints,
            WalConflicts conflicts) {
        this.clusters = clusters;
        this.regions = regions;
        this.configuration = configuration;
        this.registrar = registrar;
        this.slots = slots;
        this.leases = leases;
        this.shares = new StreamShares(leases, configuration.lease());
        this.clock = clock;
        this.meters = meters;
        this.backupAfterGap = backupAfterGap;
        this.fingerprints = fingerprints;
        this.conflicts = conflicts;
    }

    /** Begins and ends streams as the declared clusters demand; called every second. */
    public void look() {
        Map<ClusterName, Cluster> wanted = new HashMap<>();
        clusters.all().forEach(cluster -> wanted.put(cluster.name(), cluster));
        shares.look(wanted.keySet());
        conflicts.look();
        synchronized (this) {
            if (stopped) {
                return;
            }
            streamers.values().removeIf(streamer -> {
                boolean obsolete =
                        !streamer.cluster().equals(wanted.get(streamer.cluster().name()));
                if (obsolete) {
                    streamer.stop();
                    join(streamer);
                }
                return obsolete;
            });
            giveAway();
            wanted.values().forEach(cluster -> streamers.computeIfAbsent(cluster.name(), name -> begin(cluster)));
        }
        clusters.all().forEach(this::requestBackupAfterGap);
    }

    /** Those that are being given away are still counted as ours. */
    private void giveAway() {
        int already = Math.toIntExact(
                streamers.values().stream().filter(ClusterStreamer::isLeaving).count());
        streamers.values().stream()
                .filter(streamer -> streamer.isLeading() && !streamer.isLeaving())
                .limit(Math.clamp((long) shares.surplus() - already, 0, MOST_GIVEN_AWAY))
                .forEach(ClusterStreamer::giveAway);
    }

    private ClusterStreamer begin(Cluster cluster) {
        StreamState state = new StreamState(
                cluster,
                cluster.regions().stream().map(regions::get).toList(),
                configuration,
                registrar,
                slots,
                clock,
                Counter.builder("lifeboat.wal.streamed")
                        .baseUnit("bytes")
                        .description("WAL received from the primary")
                        .tag("cluster", cluster.name().value())
                        .register(meters),
                memory,
                fingerprints::keys,
                digests,
                conflicts);
        ClusterStreamer streamer = new ClusterStreamer(cluster, configuration, leases, shares, state);
        streamer.start();
        return streamer;
    }

    private void requestBackupAfterGap(Cluster cluster) {
        find(cluster.name()).map(ClusterStreamer::gap).ifPresent(gap -> {
            try {
                backupAfterGap.request(cluster, gap);
            } catch (LifeboatException e) {
                LOG.warn(
                        "the backup after a WAL gap could not be requested yet cluster={} reason={}",
                        cluster.name(),
                        e.explanation());
            }
        });
    }

    /** What the streams of this replica have put and no backup has sealed yet. */
    public WalDigests digests() {
        return digests;
    }

    /** Whether this replica streams the cluster, or tries to. */
    public boolean isLeading(ClusterName cluster) {
        return find(cluster).map(ClusterStreamer::isLeading).orElse(false);
    }

    /** Which other replica streams the cluster, as the holder of its lease; empty if this one does, or nobody. */
    public Optional<String> streamedElsewhereBy(ClusterName cluster) {
        return isLeading(cluster) ? Optional.empty() : shares.otherHolder(cluster);
    }

    /** Whether this replica is not the only one. */
    public boolean hasOtherReplicas() {
        return shares.hasOthers();
    }

    /** Empty if this replica does not know the cluster (yet). */
    public Optional<StreamStatus> status(ClusterName cluster) {
        return find(cluster).map(ClusterStreamer::status);
    }

    /** The server may be back at its address: connect at once. */
    public void wake(ClusterName cluster) {
        find(cluster).ifPresent(ClusterStreamer::wake);
    }

    /** Somebody waits for WAL to be durable. */
    public void hurry(ClusterName cluster) {
        find(cluster).ifPresent(ClusterStreamer::hurry);
    }

    /** A full backup that began behind the gap is complete. */
    public void gapClosed(ClusterName cluster, WalGap gap) {
        find(cluster).ifPresent(streamer -> streamer.gapClosed(gap));
    }

    /** The newest full backup of a region begins here; other WAL that lay before it does no harm any more. */
    public void conflictsClosed(ClusterName cluster, RegionName region, Lsn backupFrom) {
        conflicts.closed(cluster, region, backupFrom);
    }

    /** Ends the stream of a cluster that was withdrawn, and waits for it. */
    public void stop(ClusterName cluster) {
        ClusterStreamer streamer = streamers.remove(cluster);
        if (streamer != null) {
            streamer.stop();
            join(streamer);
        }
    }

    /** Ends all streams; what is in memory is put before, if that goes quickly. */
    public synchronized void stopAll() {
        stopped = true;
        shares.leave();
        streamers.values().forEach(ClusterStreamer::stop);
        streamers.values().forEach(StreamSupervisor::join);
    }

    private Optional<ClusterStreamer> find(ClusterName cluster) {
        return Optional.ofNullable(streamers.get(cluster));
    }

    private static void join(ClusterStreamer streamer) {
        try {
            streamer.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
