package org.theorder.lifeboat.backup.preflight;

import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Weight;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.ServerVersion;
import org.theorder.lifeboat.backup.replication.SslMode;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.repository.ClusterRegistration;

/** The server as a replication connection shows it: settings, identity. */
final class ServerChecks {
    private final Cluster cluster;
    private final ReplicationConnection server;
    private final Findings findings;

    ServerChecks(Cluster cluster, ReplicationConnection server, Findings findings) {
        this.cluster = cluster;
        this.server = server;
        this.findings = findings;
    }

    void settings() {
        findings.check("TLS", Weight.ENDANGERS, this::tls);
        findings.check("wal_level", Weight.BLOCKS, this::walLevel);
        findings.check(
                "full_page_writes",
                Weight.ENDANGERS,
                () -> requireOn(
                        "full_page_writes",
                        Weight.ENDANGERS,
                        "torn pages after a crash cannot be repaired, nor backups from a standby be taken"));
        findings.check(
                "data_checksums",
                Weight.LESSENS,
                () -> requireOn(
                        "data_checksums",
                        Weight.LESSENS,
                        "damaged pages are backed up without anybody noticing; stop the server and run pg_checksums --enable"));
        findings.check("summarize_wal", Weight.LESSENS, this::summaries);
        findings.check(
                "max_slot_wal_keep_size",
                Weight.ENDANGERS,
                () -> findings.require(
                        !server.show("max_slot_wal_keep_size").equals("-1"),
                        ErrorCode.SLOT_AT_RISK,
                        Weight.ENDANGERS,
                        "max_slot_wal_keep_size",
                        "it is unlimited: while no region takes WAL, the server's disk fills",
                        "ALTER SYSTEM SET max_slot_wal_keep_size = '64GB' (what the disk can spare), and reload"));
        if (server.version().major() >= 18) {
            findings.check("idle_replication_slot_timeout", Weight.ENDANGERS, this::idleSlots);
        }
        findings.check(
                "archive_mode",
                Weight.LESSENS,
                () -> findings.require(
                        server.show("archive_mode").equals("off"),
                        ErrorCode.SERVER_UNSUITABLE,
                        Weight.LESSENS,
                        "archive_mode",
                        "the server archives its WAL elsewhere too; Lifeboat does not need that",
                        "turn it off if nothing else needs it: a failing archive_command fills the disk"));
    }

    private void tls() {
        SslMode mode = cluster.server().sslMode();
        findings.require(
                server.isSecure() || mode == SslMode.DISABLE,
                ErrorCode.CONFIGURATION_INVALID,
                Weight.ENDANGERS,
                "TLS",
                "the connection is not encrypted: sslMode " + mode.wireName() + " lets that be",
                "turn ssl on at the server and set sslMode to verify-full");
    }

    private void idleSlots() {
        String timeout = server.show("idle_replication_slot_timeout");
        findings.require(
                timeout.equals("0"),
                ErrorCode.SLOT_AT_RISK,
                Weight.ENDANGERS,
                "idle_replication_slot_timeout",
                "it is " + timeout
                        + ": if Lifeboat is away for longer, the server invalidates its slot, and WAL is missing",
                "ALTER SYSTEM SET idle_replication_slot_timeout = 0, and reload; max_slot_wal_keep_size guards the disk");
    }

    private void walLevel() {
        String level = server.show("wal_level");
        findings.require(
                level.equals("replica") || level.equals("logical"),
                ErrorCode.SERVER_UNSUITABLE,
                Weight.BLOCKS,
                "wal_level",
                "it is " + level + ", which writes too little to restore from",
                "ALTER SYSTEM SET wal_level = 'replica' and restart the server");
    }

    private void summaries() {
        ServerVersion version = server.version();
        if (!version.takesIncrementals()) {
            findings.add(
                    ErrorCode.SERVER_UNSUITABLE,
                    Weight.LESSENS,
                    "summarize_wal",
                    "PostgreSQL " + version
                            + " has no incremental backups that can be trusted: an incremental is sealed WAL",
                    "17.8, 18.2 and newer send changed blocks: upgrade");
        } else {
            findings.require(
                    server.show("summarize_wal").equals("on"),
                    ErrorCode.SUMMARIES_MISSING,
                    Weight.LESSENS,
                    "summarize_wal",
                    "it is off: every incremental becomes a full backup",
                    "ALTER SYSTEM SET summarize_wal = on, and reload");
        }
    }

    private void requireOn(String setting, Weight weight, String otherwise) {
        findings.require(
                server.show(setting).equals("on"),
                ErrorCode.SERVER_UNSUITABLE,
                weight,
                setting,
                "it is off: " + otherwise.replaceFirst(";.*", ""),
                otherwise.contains(";") ? otherwise.replaceFirst("^.*?; ", "") : "turn it on");
    }

    /** Whether it is the server that the name is bound to. */
    void identity(ServerIdentity identity, ClusterRegistration bound) {
        findings.require(
                bound.systemIdentifier().equals(identity.systemIdentifier()),
                ErrorCode.SERVER_CHANGED,
                Weight.BLOCKS,
                "system identifier",
                "it is " + identity.systemIdentifier() + ", but " + cluster.name() + " is bound to "
                        + bound.systemIdentifier(),
                "correct the address; or, if the cluster was upgraded or made anew on purpose, POST /clusters/"
                        + cluster.name() + "/registration");
        if (bound.systemIdentifier().equals(identity.systemIdentifier())) {
            findings.require(
                    bound.majorVersion() == identity.version().major()
                            && bound.walSegmentBytes() == identity.segmentBytes(),
                    ErrorCode.SERVER_CHANGED,
                    Weight.BLOCKS,
                    "major version and segment size",
                    "they are " + identity.version().major() + " and " + identity.segmentBytes() + ", but "
                            + bound.majorVersion() + " and " + bound.walSegmentBytes() + " were registered",
                    "nothing is mixed: check which server this is");
        }
    }
}
