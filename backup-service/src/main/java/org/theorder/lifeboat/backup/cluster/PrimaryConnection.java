package org.theorder.lifeboat.backup.cluster;

import java.time.Duration;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.SlotState;
import org.theorder.lifeboat.backup.replication.SystemIdentity;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/** A replication connection to a cluster's primary that knows whom it talks to. */
public final class PrimaryConnection implements AutoCloseable {
    private final Cluster cluster;
    private final ReplicationConnection replication;
    private final SystemIdentity system;
    private final ServerIdentity identity;

    private PrimaryConnection(
            Cluster cluster, ReplicationConnection replication, SystemIdentity system, ServerIdentity identity) {
        this.cluster = cluster;
        this.replication = replication;
        this.system = system;
        this.identity = identity;
    }

    /** @param silence the connection is given up when the server owes an answer for so long */
    public static PrimaryConnection open(Cluster cluster, Duration silence) {
        ReplicationConnection replication = ReplicationConnection.open(cluster.server(), silence);
        try {
            if (replication.show("in_hot_standby").equals("on")) {
                throw new LifeboatException(
                        ErrorCode.SERVER_UNREACHABLE,
                        "PostgreSQL at " + cluster.server().display()
                                + " is in recovery: a restore that has not ended, or a standby. Tried again by itself; if it"
                                + " stays a standby, correct the address of cluster " + cluster.name());
            }
            SystemIdentity system = replication.identifySystem();
            return new PrimaryConnection(
                    cluster,
                    replication,
                    system,
                    new ServerIdentity(
                            new SystemIdentifier(system.systemIdentifier()),
                            replication.version(),
                            replication.walSegmentSize()));
        } catch (RuntimeException e) {
            replication.close();
            throw e;
        }
    }

    public ReplicationConnection replication() {
        return replication;
    }

    /** As of the moment of connecting. */
    public SystemIdentity system() {
        return system;
    }

    public ServerIdentity identity() {
        return identity;
    }

    /**
     * Makes sure that the server keeps WAL for us from now on. A slot that keeps nothing any more (invalidated) is
     * replaced.
     */
    public SlotState ensureSlot() {
        String slot = cluster.slot();
        SlotState present = replication.readSlot(slot).orElse(null);
        if (present != null && present.restartLsn() != null) {
            return present;
        }
        if (present != null) {
            replication.dropSlot(slot);
        }
        try {
            replication.createSlot(slot);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // streaming and a backup begin at the same time: one of them is first
        }
        return replication
                .readSlot(slot)
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.SLOT_LOST, "the replication slot " + slot + " was dropped while it was being made"));
    }

    /** The slot goes, if it is there: the server keeps nothing for us any more. */
    public void dropSlot() {
        if (replication.readSlot(cluster.slot()).isPresent()) {
            replication.dropSlot(cluster.slot());
        }
    }

    @Override
    public void close() {
        replication.close();
    }
}
