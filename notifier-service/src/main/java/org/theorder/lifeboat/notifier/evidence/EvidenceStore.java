package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code cluster_evidence}, {@code region_evidence} and {@code heard}: of everything only the newest, whatever the order of arrival. */
@ApplicationScoped
public class EvidenceStore {
    private static final String CLUSTERS = "select * from cluster_evidence";
    private static final String REGIONS = "select * from region_evidence";

    private final Database database;

    EvidenceStore(Database database) {
        this.database = database;
    }

    /** What is known about every cluster. */
    public Map<ClusterName, ClusterEvidence> all() {
        return database.inTransaction(tx -> byCluster(tx.query(CLUSTERS), tx.query(REGIONS)));
    }

    /** What is known about one cluster. */
    public ClusterEvidence of(Transaction tx, ClusterName cluster) {
        String only = " where cluster = $1";
        return byCluster(tx.query(CLUSTERS + only, cluster.value()), tx.query(REGIONS + only, cluster.value()))
                .getOrDefault(cluster, ClusterEvidence.none(cluster));
    }

    /** The newest sign of life of a service. */
    public Optional<Instant> heard(String service) {
        return database.query("select at from heard where service = $1", service).stream()
                .findFirst()
                .map(row -> row.instant("at"));
    }

    /**
     * Keeps a report if it is newer than the one that is there.
     *
     * @param now a report that claims to be from later than this is replaced by any other: a wrong clock must not keep a
     *     component green
     */
    void reported(Transaction tx, ProtectionReported report, Instant now) {
        tx.send(
                """
                insert into cluster_evidence as known (cluster, protection, protection_at)
                values ($1, $2::jsonb, $3)
                on conflict (cluster) do update
                   set protection = excluded.protection, protection_at = excluded.protection_at
                 where known.protection_at is null or known.protection_at < excluded.protection_at
                    or known.protection_at > $4""",
                report.cluster().value(),
                new String(EventJson.write(report), StandardCharsets.UTF_8),
                report.at(),
                now);
    }

    /** A report that was on its way comes all the same, once, and grows old. */
    void unprotected(Transaction tx, ClusterName cluster) {
        tx.update(
                "update cluster_evidence set protection = null, protection_at = null where cluster = $1",
                cluster.value());
    }

    void backedUp(Transaction tx, ClusterName cluster, RegionName region, BackupId backup, Instant at, long bytes) {
        tx.update("""
                insert into region_evidence as known (cluster, region, backup, backup_at, backup_bytes)
                values ($1, $2, $3, $4, $5)
                on conflict (cluster, region) do update
                   set backup = excluded.backup, backup_at = excluded.backup_at, backup_bytes = excluded.backup_bytes
                 where known.backup_at is null or known.backup_at < excluded.backup_at""", cluster.value(), region.value(), backup.value(), at, bytes);
    }

    /** A backup was read back. */
    void verified(Transaction tx, ClusterName cluster, RegionName region, Instant at, boolean sound) {
        tx.update("""
                insert into region_evidence as known (cluster, region, verified_at, damaged_at) values ($1, $2, $3, $4)
                on conflict (cluster, region) do update
                   set verified_at = greatest(known.verified_at, excluded.verified_at),
                       damaged_at = greatest(known.damaged_at, excluded.damaged_at)""", cluster.value(), region.value(), sound ? at : null, sound ? null : at);
    }

    void proven(Transaction tx, ClusterName cluster, Instant at, Duration took) {
        tx.update("""
                insert into cluster_evidence as known (cluster, proof_at, proof_took)
                values ($1, least($2::timestamptz, clock_timestamp()), $3)
                on conflict (cluster) do update set proof_at = excluded.proof_at, proof_took = excluded.proof_took
                 where known.proof_at is null or known.proof_at < excluded.proof_at""", cluster.value(), at, took.toMillis());
    }

    void restoreFailed(Transaction tx, ClusterName cluster, Instant at) {
        tx.update("""
                insert into cluster_evidence as known (cluster, failed_restore_at) values ($1, $2)
                on conflict (cluster) do update set failed_restore_at = excluded.failed_restore_at
                 where known.failed_restore_at is null or known.failed_restore_at < excluded.failed_restore_at""", cluster.value(), at);
    }

    /** Times in which a service was silent, as far back as the page shows. */
    public List<Unwatched> silences(String service, Instant since) {
        return database
                .query("select * from silence where service = $1 and finish > $2 order by begin", service, since)
                .stream()
                .map(row -> new Unwatched(row.instant("begin"), row.instant("finish")))
                .toList();
    }

    /** Forgets silences that were over by then. */
    public static void forget(Transaction tx, Instant before) {
        tx.update("delete from silence where finish < $1", before);
    }

    /**
     * @param tolerated a longer silence before this sign of life is recorded, because nobody watched meanwhile; before the first
     *     one of all nobody has since there are components
     */
    void heard(Transaction tx, String service, Instant at, Instant now, Duration tolerated) {
        tx.update("""
                insert into silence (service, begin, finish)
                select $1, begin, $2
                  from (select coalesce((select at from heard where service = $1), min(first_seen)) as begin
                          from component) as last
                 where begin + $3::interval < $2
                on conflict (service, begin) do nothing""", service, at, tolerated);
        tx.update("""
                insert into heard as known (service, at) values ($1, $2)
                on conflict (service) do update set at = excluded.at
                 where known.at < excluded.at or known.at > $3""", service, at, now);
    }

    private static Map<ClusterName, ClusterEvidence> byCluster(List<Row> clusters, List<Row> regions) {
        Map<ClusterName, Map<RegionName, ClusterEvidence.Copy>> copies = new LinkedHashMap<>();
        for (Row row : regions) {
            copies.computeIfAbsent(new ClusterName(row.string("cluster")), any -> new LinkedHashMap<>())
                    .put(new RegionName(row.string("region")), copy(row));
        }
        Map<ClusterName, ClusterEvidence> evidence = new LinkedHashMap<>();
        copies.forEach((cluster, own) -> evidence.put(cluster, new ClusterEvidence(cluster, null, own, null, null)));
        for (Row row : clusters) {
            ClusterName cluster = new ClusterName(row.string("cluster"));
            evidence.put(
                    cluster,
                    new ClusterEvidence(
                            cluster,
                            protection(row.stringOrNull("protection")),
                            copies.getOrDefault(cluster, Map.of()),
                            proof(row),
                            row.instantOrNull("failed_restore_at")));
        }
        return evidence;
    }

    private static ClusterEvidence.Copy copy(Row row) {
        return new ClusterEvidence.Copy(backup(row), row.instantOrNull("verified_at"), row.instantOrNull("damaged_at"));
    }

    private static @Nullable ProtectionReported protection(@Nullable String json) {
        return json == null ? null : EventJson.read(Topics.PROTECTION_REPORTED, json.getBytes(StandardCharsets.UTF_8));
    }

    private static ClusterEvidence.@Nullable Backup backup(Row row) {
        Instant at = row.instantOrNull("backup_at");
        return at == null
                ? null
                : new ClusterEvidence.Backup(new BackupId(row.string("backup")), at, row.longValue("backup_bytes"));
    }

    private static ClusterEvidence.@Nullable Proof proof(Row row) {
        Instant at = row.instantOrNull("proof_at");
        return at == null ? null : new ClusterEvidence.Proof(at, Duration.ofMillis(row.longValue("proof_took")));
    }
}
