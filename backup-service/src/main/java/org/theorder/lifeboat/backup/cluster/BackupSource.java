package org.theorder.lifeboat.backup.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SystemIdentity;
import org.theorder.lifeboat.backup.settings.BackupSettings;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The server that sends a base backup: the primary, or the standby that the settings name. If the standby cannot do it now,
 * the primary does, and the reason is told.
 */
public final class BackupSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSource.class);

    /** A standby that is further behind is of no use: the backup would be old when it is complete. */
    private static final int LARGEST_LAG_SEGMENTS = 64;

    private final ReplicationConnection replication;
    private final boolean standby;
    private final @Nullable String whyNotStandby;

    private BackupSource(ReplicationConnection replication, boolean standby, @Nullable String whyNotStandby) {
        this.replication = replication;
        this.standby = standby;
        this.whyNotStandby = whyNotStandby;
    }

    /**
     * @param primary what the primary said a moment ago
     * @param silence the connection is given up when the server owes an answer for so long
     */
    public static BackupSource open(
            Cluster cluster, ServerIdentity identity, SystemIdentity primary, Duration silence) {
        if (cluster.settings().backup().source() == BackupSettings.Source.PRIMARY) {
            return new BackupSource(ReplicationConnection.open(cluster.server(), silence), false, null);
        }
        String reason;
        try {
            return new BackupSource(standby(cluster, identity, primary, silence), true, null);
        } catch (LifeboatException e) {
            reason = "not taken from the standby: " + e.explanation();
            LOG.warn("backup is taken from the primary cluster={} reason={}", cluster.name(), reason);
        }
        return new BackupSource(ReplicationConnection.open(cluster.server(), silence), false, reason);
    }

    /** Where the standby of the settings is: the cluster's login, another place. */
    public static ServerAddress standbyAddress(Cluster cluster) {
        BackupSettings settings = cluster.settings().backup();
        ServerAddress server = cluster.server();
        Integer port = settings.standbyPort();
        return new ServerAddress(
                requireNonNull(settings.standbyHost(), "standbyHost"),
                port == null ? server.port() : port,
                server.user(),
                server.password(),
                server.sslMode(),
                server.rootCertificate(),
                server.clientCertificate(),
                server.connectTimeout());
    }

    private static ReplicationConnection standby(
            Cluster cluster, ServerIdentity identity, SystemIdentity primary, Duration silence) {
        ServerAddress address = standbyAddress(cluster);
        ReplicationConnection replication = ReplicationConnection.open(address, silence);
        try {
            checkStandby(replication, address, identity, primary);
            return replication;
        } catch (RuntimeException e) {
            replication.close();
            throw e;
        }
    }

    /** @throws LifeboatException SERVER_CHANGED, TIMELINE_CHANGED, SERVER_UNSUITABLE, REGION_BEHIND */
    public static void checkStandby(
            ReplicationConnection standby, ServerAddress address, ServerIdentity identity, SystemIdentity primary) {
        String at = "PostgreSQL at " + address.display();
        SystemIdentity system = standby.identifySystem();
        if (system.systemIdentifier() != primary.systemIdentifier()
                || standby.version().major() != identity.version().major()) {
            throw new LifeboatException(
                    ErrorCode.SERVER_CHANGED,
                    at + " is no standby of this cluster: it has another system identifier or major version; correct"
                            + " backup.standbyHost and backup.standbyPort");
        }
        if (!standby.show("in_hot_standby").equals("on")) {
            throw new LifeboatException(
                    ErrorCode.TIMELINE_CHANGED,
                    at + " is not a standby any more: it was promoted; correct the cluster's address");
        }
        if (system.timeline() != primary.timeline()) {
            throw new LifeboatException(
                    ErrorCode.TIMELINE_CHANGED,
                    at + " is on timeline " + system.timeline() + ", the primary on " + primary.timeline());
        }
        long behind = primary.flushed().value() - system.flushed().value();
        if (behind > (long) LARGEST_LAG_SEGMENTS * identity.segmentBytes()) {
            throw new LifeboatException(
                    ErrorCode.REGION_BEHIND, at + " is " + behind / (1 << 20) + " MiB of WAL behind the primary");
        }
    }

    public ReplicationConnection replication() {
        return replication;
    }

    public boolean isStandby() {
        return standby;
    }

    /** Why the primary is used although the settings name a standby; null if they do not, or the standby is used. */
    public @Nullable String whyNotStandby() {
        return whyNotStandby;
    }

    @Override
    public void close() {
        replication.close();
    }
}
