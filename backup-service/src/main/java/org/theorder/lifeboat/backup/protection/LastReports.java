package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.ClusterWithdrawn;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.wal.StreamSupervisor;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Row;

/**
 * What the replica that streams a cluster has last told of it, for the others: only that one knows how far the WAL is, and
 * somebody may ask any of them. Written down while there are others, and lost without harm.
 */
@ApplicationScoped
public class LastReports {
    private static final Logger LOG = LoggerFactory.getLogger(LastReports.class);

    private final Map<ClusterName, ProtectionReported> unwritten = new ConcurrentHashMap<>();
    private final Clusters clusters;
    private final StreamSupervisor streams;
    private final Leases leases;
    private final Database database;

    LastReports(Clusters clusters, StreamSupervisor streams, Leases leases, Database database) {
        this.clusters = clusters;
        this.streams = streams;
        this.leases = leases;
        this.database = database;
    }

    /** This replica streams the cluster and has told this of it. */
    void told(ProtectionReported report) {
        unwritten.put(report.cluster(), report);
    }

    /** Writes down what was told since, with one statement. Called every two seconds by one thread. */
    public void look() {
        List<ProtectionReported> reports = List.copyOf(unwritten.values());
        reports.forEach(report -> unwritten.remove(report.cluster(), report));
        if (reports.isEmpty() || !streams.hasOtherReplicas()) {
            return;
        }
        // in the order of names: replicas that take over from each other must not wait for each other; and nothing of a
        // cluster that was withdrawn meanwhile, which is known where all replicas look, or in the configuration
        database.update(
                """
                insert into last_report (cluster, replica, written_at, report)
                select cluster, $1::text, clock_timestamp(), report::jsonb
                  from unnest($2::text[], $3::text[]) as told (cluster, report)
                 where cluster in (select name from cluster) or cluster = any($4::text[])
                 order by cluster
                on conflict (cluster)
                do update set replica = excluded.replica, written_at = excluded.written_at, report = excluded.report""",
                leases.holder(),
                reports.stream().map(report -> report.cluster().value()).toArray(String[]::new),
                reports.stream().map(LastReports::json).toArray(String[]::new),
                configured());
    }

    private String[] configured() {
        return clusters.all().stream()
                .filter(cluster -> cluster.origin() == Cluster.Origin.CONFIGURATION)
                .map(cluster -> cluster.name().value())
                .toArray(String[]::new);
    }

    private static String json(ProtectionReported report) {
        return new String(EventJson.write(report), StandardCharsets.UTF_8);
    }

    /** What the replica that streams the cluster told last; empty if it is this one or nobody, or has told nothing yet. */
    public Optional<ProtectionAnswer> fromElsewhere(ClusterName cluster) {
        try {
            return streams.streamedElsewhereBy(cluster).flatMap(replica -> find(cluster, replica));
        } catch (LifeboatException e) {
            LOG.debug("the last report cannot be read cluster={} reason={}", cluster, e.explanation());
            return Optional.empty();
        }
    }

    private Optional<ProtectionAnswer> find(ClusterName cluster, String replica) {
        return database.query("""
                        select report, replica, extract(epoch from clock_timestamp() - written_at)::bigint as age
                          from last_report where cluster = $1 and replica = $2""", cluster.value(), replica).stream()
                .findFirst()
                .map(LastReports::answer);
    }

    private static ProtectionAnswer answer(Row row) {
        String replica = row.string("replica");
        return new ProtectionAnswer(
                EventJson.read(Topics.PROTECTION_REPORTED, row.string("report").getBytes(StandardCharsets.UTF_8)),
                new ProtectionAnswer.Relayed(replica.substring(0, replica.lastIndexOf('/')), row.longValue("age")));
    }

    void withdrawn(@Observes ClusterWithdrawn event) {
        unwritten.remove(event.cluster().name());
        database.update(
                "delete from last_report where cluster = $1",
                event.cluster().name().value());
    }
}
