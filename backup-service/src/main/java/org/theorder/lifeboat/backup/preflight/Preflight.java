package org.theorder.lifeboat.backup.preflight;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.catalogue.Catalogue;
import org.theorder.lifeboat.backup.cluster.BackupSource;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Weight;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.replication.ReplicationConnection;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.replication.SqlConnection;
import org.theorder.lifeboat.backup.replication.SystemIdentity;
import org.theorder.lifeboat.backup.settings.BackupSettings;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * Looks at everything that a backup will need, and tells all that is wrong at once. Changes nothing: no slot is made, no
 * server registered; the canary in each region is taken away again.
 */
@ApplicationScoped
public class Preflight {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Regions regions;
    private final Registrar registrar;
    private final Catalogue catalogue;
    private final Clock clock;

    Preflight(Regions regions, Registrar registrar, Catalogue catalogue, Clock clock) {
        this.regions = regions;
        this.registrar = registrar;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** The server of a cluster, as it answered. */
    private record Answered(ServerIdentity identity, SystemIdentity system) {}

    /** Looks at a cluster, declared or not. */
    public PreflightReport look(Cluster cluster) {
        Findings findings = new Findings();
        cluster.regions().forEach(region -> RegionChecks.run(regions.get(region), findings));
        Answered server = server(cluster, findings);
        findings.check("ordinary SQL", Weight.ENDANGERS, () -> sql(cluster, findings));
        findings.check("newest backup", Weight.BLOCKS, () -> clockWentBack(cluster, findings));
        findings.check(
                "encryption",
                Weight.LESSENS,
                () -> findings.require(
                        cluster.settings().encryption().encrypts(),
                        ErrorCode.CONFIGURATION_INVALID,
                        Weight.LESSENS,
                        "encryption",
                        "backups and WAL are stored unencrypted: encryption.recipients is empty",
                        "make an identity with age-keygen, keep it safe twice, and declare its public key"));
        if (server != null && cluster.settings().backup().source() == BackupSettings.Source.STANDBY) {
            findings.check("standby", Weight.ENDANGERS, () -> standby(cluster, server));
        }
        return findings.report(cluster.name());
    }

    private @Nullable Answered server(Cluster cluster, Findings findings) {
        @Nullable Answered[] answered = new Answered[1];
        findings.check("replication connection", Weight.BLOCKS, () -> {
            try (ReplicationConnection server = ReplicationConnection.open(cluster.server(), SILENCE)) {
                ServerChecks checks = new ServerChecks(cluster, server, findings);
                checks.settings();
                findings.require(
                        !server.show("in_hot_standby").equals("on"),
                        ErrorCode.SERVER_UNSUITABLE,
                        Weight.BLOCKS,
                        "primary",
                        "the server is in recovery: a standby, or a restore that has not ended",
                        "declare the primary's address; a standby belongs into backup.standbyHost");
                SystemIdentity system = server.identifySystem();
                ServerIdentity identity = new ServerIdentity(
                        new SystemIdentifier(system.systemIdentifier()), server.version(), server.walSegmentSize());
                answered[0] = new Answered(identity, system);
                registrar.known(cluster).ifPresent(bound -> checks.identity(identity, bound));
            }
        });
        return answered[0];
    }

    /** Whoever reads that nothing blocks must learn what nobody has looked at. */
    private void sql(Cluster cluster, Findings findings) {
        try (SqlConnection sql = SqlConnection.open(cluster.server(), cluster.database(), SILENCE)) {
            new SqlChecks(cluster, sql, findings).run(clock);
        } catch (LifeboatException e) {
            throw new LifeboatException(e.code(), "not looked at: " + SqlChecks.WHAT + ": " + e.explanation(), e);
        }
    }

    private void clockWentBack(Cluster cluster, Findings findings) {
        Instant now = clock.instant();
        catalogue
                .newestAnywhere(cluster)
                .filter(newest -> !BackupIds.startedAt(newest).isBefore(now))
                .ifPresent(newest -> findings.add(
                        ErrorCode.CLOCK_WENT_BACK,
                        Weight.BLOCKS,
                        "newest backup",
                        "the clock of this host says " + now + ", but backup " + newest + " is newer",
                        "correct the clock of this host"));
    }

    private static void standby(Cluster cluster, Answered server) {
        ServerAddress address = BackupSource.standbyAddress(cluster);
        try (ReplicationConnection standby = ReplicationConnection.open(address, SILENCE)) {
            BackupSource.checkStandby(standby, address, server.identity(), server.system());
        }
    }
}
