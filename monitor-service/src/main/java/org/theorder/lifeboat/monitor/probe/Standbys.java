package org.theorder.lifeboat.monitor.probe;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * The standbys of a server and how far each has replayed. One is called by its {@code application_name}; where several share
 * it, and where it is the default one, by its address too; of several of one name and address the worst counts.
 *
 * <p>Streams without a replay position (backups, WAL archivers, ours among them) are no standbys.
 */
final class Standbys {
    private static final String NOBODY_CHOSE = "walreceiver";
    private static final String STREAMING = """
            select coalesce(nullif(application_name, ''), 'walreceiver') as name,
                   coalesce(host(client_addr), 'local') as address,
                   pg_wal_lsn_diff(replay_lsn, '0/0')::bigint as replayed,
                   coalesce(1000 * extract(epoch from replay_lag), 0)::bigint as millis
            from pg_stat_replication
            where state in ('streaming', 'catchup') and replay_lsn is not null
              and application_name not like 'lifeboat%'
            """;

    private final ClusterName cluster;
    private final LsnHistory history;
    /** Names that several have had. */
    private final Set<String> shared = ConcurrentHashMap.newKeySet();

    Standbys(ClusterName cluster, LsnHistory history) {
        this.cluster = cluster;
        this.history = history;
        shared.add(NOBODY_CHOSE);
    }

    /** One stream; {@code told} is what the server itself says of its lag, zero if nothing. */
    private record Stream(String name, String address, long replayed, Duration told) {
        private Stream worse(Stream other) {
            return replayed <= other.replayed ? this : other;
        }
    }

    /** @param position how far the server has written */
    List<Observation> read(Statement statement, long position) throws SQLException {
        List<Stream> streams = streams(statement);
        Set<String> names = new HashSet<>();
        streams.stream().map(Stream::name).filter(name -> !names.add(name)).forEach(shared::add);
        Map<String, Stream> standbys = new TreeMap<>();
        streams.forEach(stream -> standbys.merge(called(stream), stream, Stream::worse));
        List<Observation> all = new ArrayList<>();
        standbys.forEach((name, stream) -> {
            LagReading.Link link = new LagReading.Link(cluster, "standby " + name);
            all.add(new Observation(link.subject("standby-" + name), reading(link, stream, position)));
        });
        return all;
    }

    private static List<Stream> streams(Statement statement) throws SQLException {
        List<Stream> streams = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(STREAMING)) {
            while (rows.next()) {
                streams.add(new Stream(
                        Wording.line(rows.getString("name")),
                        rows.getString("address"),
                        rows.getLong("replayed"),
                        Duration.ofMillis(rows.getLong("millis"))));
            }
        }
        return streams;
    }

    private String called(Stream stream) {
        return shared.contains(stream.name()) ? stream.name() + "@" + stream.address() : stream.name();
    }

    private Reading reading(LagReading.Link link, Stream stream, long position) {
        long bytes = position - stream.replayed();
        if (bytes <= 0) {
            // what has been replayed whole does not lag, however long ago that was: an idle database
            return LagReading.of(link, Duration.ZERO, 0);
        }
        LsnHistory.Lack lack = history.lack(stream.replayed());
        Duration lag = lack.duration().compareTo(stream.told()) > 0 ? lack.duration() : stream.told();
        return lack.atLeast() ? LagReading.atLeast(link, lag, bytes) : LagReading.of(link, lag, bytes);
    }

    /** Whether a check is of one of these, also if it is not connected. */
    boolean concerns(Subject subject) {
        return subject.key().rule() == RuleName.REPLICATION_LAG
                && cluster.equals(subject.cluster())
                && subject.key().subject().startsWith(prefix());
    }

    private String prefix() {
        return cluster + "/standby-";
    }

    /** Whether others have its name, so that it is watched by name and address now. */
    boolean renamed(Subject subject) {
        return shared.contains(subject.key().subject().substring(prefix().length()));
    }
}
