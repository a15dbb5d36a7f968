package org.theorder.lifeboat.backup.proof;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** What could not be written everywhere is tried again so late; a new proof at once. */
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> triedAt = new HashMap<>();
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
        List<Row> rows = database.query(
                "select restore_id, cluster, backup_id, region, drill, checks, at, written from proof order by at");
        triedAt.keySet().retainAll(rows.stream().map(Proofs::restore).toList());
        for (Row row : rows) {
            ClusterName name = new ClusterName(row.string("cluster"));
            clusters.find(name).filter(_ -> isDue(restore(row))).ifPresent(cluster -> write(cluster, row));
        }
    }

    private static String restore(Row row) {
        return row.string("restore_id");
    }

    private boolean isDue(String restore) {
        long now = System.nanoTime();
        Long before = triedAt.get(restore);
        if (before != null && now - before < AGAIN_NANOS) {
            return false;
        }
        triedAt.put(restore, now);
        return true;
    }

    private void write(Cluster cluster, Row row) {
        RestoreProof proof = new RestoreProof(
                1,
                new BackupId(row.string("backup_id")),
                new RestoreId(restore(row)),
                row.bool("drill"),
                new RegionName(row.string("region")),
                row.string("checks"),
                row.instant("at"));
        Set<String> written = new HashSet<>(row.strings("written"));
        boolean gone = written(cluster, proof, written);
        if (gone) {
            LOG.info(
                    "a proof goes with its backup cluster={} backupId={} restoreId={}",
                    cluster.name(),
                    proof.backup(),
                    proof.restoreId());
            forget(proof);
        } else if (cluster.regions().stream().allMatch(region -> written.contains(region.value()))) {
            forget(proof);
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
    }

    /**
     * Writes it wherever the backup is.
     *
     * @param written the regions that have it; grows
     * @return whether every region was asked and none has the backup any more
     */
    private boolean written(Cluster cluster, RestoreProof proof, Set<String> written) {
        ClusterCopies.Copies open = copies.of(cluster);
        List<ClusterRegistration> registrations = copies.registrations(cluster, open);
        boolean gone = open.closed().isEmpty() && !registrations.isEmpty();
        for (ClusterRegistration registration : registrations) {
            for (Storage storage : open.storages().values()) {
                try {
                    ClusterRepository repository = new ClusterRepository(storage, registration.keys());
                    if (repository.backup(proof.backup()).isPresent()) {
                        gone = false;
                        if (!written.contains(storage.region().value())) {
                            repository.records().proven(proof);
                            written.add(storage.region().value());
                        }
                    }
                } catch (LifeboatException e) {
                    gone = false;
                    LOG.debug("a proof is written later region={} reason={}", storage.region(), e.explanation());
                }
            }
        }
        return gone;
    }

    private void forget(RestoreProof proof) {
        database.update(
                "delete from proof where restore_id = $1", proof.restoreId().value());
    }
}
