package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.BackupSource;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.replication.BaseBackupOptions;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SqlConnection;
import org.theorder.lifeboat.backup.settings.BackupSettings;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.StoredManifest;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.storage.Storage;

/** BASE_BACKUP as the cluster's settings want it, on top of a parent or not. */
final class BaseBackup {
    private static final Logger LOG = LoggerFactory.getLogger(BaseBackup.class);

    /** MAX_RATE is in kB/s, and this is all it takes. */
    private static final int SLOWEST_RATE = 32;

    private static final int FASTEST_RATE = 1_048_576;
    private static final Duration STANDBY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STANDBY_ROUND = Duration.ofMillis(200);

    private final Cluster cluster;
    private final BackupConfiguration configuration;
    private final BackupSource source;

    BaseBackup(Cluster cluster, BackupConfiguration configuration, BackupSource source) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.source = source;
    }

    /**
     * @return which files were cut since the parent
     * @throws LifeboatException SUMMARIES_MISSING or CHAIN_BROKEN if a full one is needed instead
     */
    List<Truncation> run(BackupId backup, @Nullable BackupMarker parent, List<Storage> regions, WriterSink sink) {
        if (parent == null) {
            source.replication().baseBackup(options(backup, false), configuration.checkpointPatience(), sink);
            return List.of();
        }
        // said now, and not after everything has been sent: without it the incremental cannot be trusted
        ofSummaries(SqlConnection::close);
        upload(parent, regions);
        if (source.isStandby()) {
            reachBeyond(parent.stopLsn());
        }
        source.replication().baseBackup(options(backup, true), configuration.checkpointPatience(), sink);
        List<Truncation> truncations = new ArrayList<>();
        ofSummaries(
                server -> truncations.addAll(server.truncations(sink.timeline(), parent.startLsn(), sink.startLsn())));
        return truncations;
    }

    /**
     * An incremental does not say where files were cut; the server's WAL summaries do, to who can ask in SQL. See {@link
     * Truncation}.
     */
    private void ofSummaries(Consumer<SqlConnection> question) {
        ServerAddress server = source.isStandby() ? BackupSource.standbyAddress(cluster) : cluster.server();
        try (SqlConnection connection =
                SqlConnection.open(server, cluster.database(), configuration.checkpointPatience())) {
            question.accept(connection);
        } catch (LifeboatException e) {
            throw switch (e.code()) {
                case CREDENTIALS_REFUSED, PRIVILEGE_MISSING, PROTOCOL_BROKEN ->
                    new LifeboatException(
                            ErrorCode.SUMMARIES_MISSING,
                            "the server's WAL summaries cannot be read, and without them an incremental may bring back"
                                    + " rows that were deleted; let role " + server.user() + " connect to database "
                                    + cluster.database() + " of " + server.display() + " (a line in pg_hba.conf): "
                                    + e.explanation(),
                            e);
                default -> e;
            };
        }
    }

    private BaseBackupOptions options(BackupId backup, boolean incremental) {
        BackupSettings settings = cluster.settings().backup();
        return new BaseBackupOptions(
                "lifeboat " + backup, settings.fastCheckpoint(), maxRate(settings.maxBytesPerSecond()), incremental);
    }

    static OptionalInt maxRate(@Nullable Long bytesPerSecond) {
        return bytesPerSecond == null
                ? OptionalInt.empty()
                : OptionalInt.of(Math.clamp(bytesPerSecond / 1024, SLOWEST_RATE, FASTEST_RATE));
    }

    /** The first region that has the manifest whole serves it. */
    private void upload(BackupMarker parent, List<Storage> regions) {
        LifeboatException trouble = null;
        for (Storage region : regions) {
            try (StoredManifest manifest = StoredManifest.open(region, parent)) {
                source.replication().uploadManifest(manifest, configuration.checkpointPatience());
                return;
            } catch (LifeboatException e) {
                if (e.code() != ErrorCode.CORRUPT
                        && e.code() != ErrorCode.NOT_FOUND
                        && e.code() != ErrorCode.STORE_UNREACHABLE) {
                    throw e;
                }
                LOG.warn(
                        "manifest of the parent cannot be read cluster={} backupId={} region={} reason={}",
                        cluster.name(),
                        parent.backup(),
                        region.region(),
                        e.explanation());
                trouble = e;
            }
        }
        throw new LifeboatException(
                ErrorCode.CHAIN_BROKEN,
                "no region has the manifest of " + parent.backup() + " whole: "
                        + (trouble == null ? "there is no region" : trouble.explanation()),
                trouble);
    }

    /**
     * A backup from a standby begins at the last checkpoint of the primary that the standby has replayed. If that lies before
     * the end of the parent, the server refuses the incremental; so the primary is asked for a checkpoint first, and the
     * standby gets time to receive it. If the role may not do that (it is not in pg_checkpoint), the server decides.
     */
    private void reachBeyond(Lsn parentStop) {
        try (SqlConnection primary =
                SqlConnection.open(cluster.server(), cluster.database(), configuration.checkpointPatience())) {
            awaitReplay(primary.checkpoint());
        } catch (LifeboatException e) {
            LOG.info(
                    "the primary makes no checkpoint for an incremental from its standby cluster={} parentStop={} reason={}",
                    cluster.name(),
                    parentStop,
                    e.explanation());
        }
    }

    private void awaitReplay(Lsn wanted) {
        ReplicationConnection standby = source.replication();
        long deadline = System.nanoTime() + STANDBY_PATIENCE.toNanos();
        while (standby.identifySystem().flushed().isBefore(wanted) && System.nanoTime() < deadline) {
            try {
                Thread.sleep(STANDBY_ROUND);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(ErrorCode.TIMED_OUT, "the backup was stopped", e);
            }
        }
    }
}
