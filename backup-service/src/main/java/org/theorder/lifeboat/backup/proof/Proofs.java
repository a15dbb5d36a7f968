package org.theorder.lifeboat.backup.proof;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.retention.ClusterCopies;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.records.RestoreProof;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Which backups a server was restored from and checked: taken from the events, kept in a table only until every region of
 * the cluster has it written down, because the repository is what survives.
 */
@ApplicationScoped
public class Proofs {
    private static final Logger LOG = LoggerFactory.getLogger(Proofs.class);

    private final Database database;
    private final Clusters clusters;
    private final ClusterCopies copies;

    Proofs(Database database, Clusters clusters, ClusterCopies copies) {
        this.database = database;
        this.clusters = clusters;
        this.copies = copies;
    }

    /** @param checks those that it passed */
    void record(
            Transaction tx,
            RestoreId restore,
            ClusterName cluster,
            BackupId backup,
            RegionName region,
            boolean drill,
            List<Check> checks,
            Instant at) {
        tx.update(
                """
                insert into proof (restore_id, cluster, backup_id, region, drill, checks, at)
                values ($1, $2, $3, $4, $5, $6, $7) on conflict (restore_id) do nothing""",
                restore.value(),
                cluster.value(),
                backup.value(),
                region.value(),
                drill,
                checks.stream().map(Check::name).collect(Collectors.joining(", ")),
                at);
    }

    /** Writes what is known into the regions; what a closed region misses is written when it is open again. */
    public void look() {
        for (Row row : database.query(
                "select restore_id, cluster, backup_id, region, drill, checks, at, written from proof order by at")) {
            ClusterName name = new ClusterName(row.string("cluster"));
            clusters.find(name).ifPresent(cluster -> write(cluster, row));
        }
    }

    private void write(Cluster cluster, Row row) {
        RestoreProof proof = new RestoreProof(
                1,
                new BackupId(row.string("backup_id")),
                new RestoreId(row.string("restore_id")),
                row.bool("drill"),
                new RegionName(row.string("region")),
                row.string("checks"),
                row.instant("at"));
        Set<String> written = new HashSet<>(row.strings("written"));
        ClusterCopies.Copies open = copies.of(cluster);
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            for (Storage storage : open.storages().values()) {
                try {
                    ClusterRepository repository = new ClusterRepository(storage, registration.keys());
                    if (!written.contains(storage.region().value())
                            && repository.backup(proof.backup()).isPresent()) {
                        repository.records().proven(proof);
                        written.add(storage.region().value());
                    }
                } catch (LifeboatException e) {
                    LOG.debug("a proof is written later region={} reason={}", storage.region(), e.explanation());
                }
            }
        }
        boolean everywhere = cluster.regions().stream().allMatch(region -> written.contains(region.value()));
        if (everywhere) {
            database.update(
                    "delete from proof where restore_id = $1", proof.restoreId().value());
            LOG.info(
                    "backup is proven cluster={} backupId={} restoreId={}",
                    cluster.name(),
                    proof.backup(),
                    proof.restoreId());
        } else if (written.size() > row.strings("written").size()) {
            database.update(
                    "update proof set written = $2 where restore_id = $1",
                    proof.restoreId().value(),
                    written.toArray(String[]::new));
        }
        database.update("delete from proof where at < now() - interval '90 days'");
    }
}
