package org.theorder.lifeboat.monitor.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Replay lag of every standby that {@code pg_stat_replication} shows; of none if the role may not read all of it. Streams
 * without a replay position (backups, WAL archivers, ours among them) are no standbys.
 */
final class StandbyProbe implements Probe {
    private static final String STANDBYS = """
            select coalesce(nullif(application_name, ''), client_addr::text, 'pid ' || pid) as name,
                   greatest(0, pg_wal_lsn_diff(
                       case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
                       replay_lsn)) as bytes,
                   extract(epoch from replay_lag) as seconds
            from pg_stat_replication
            where state in ('streaming', 'catchup') and replay_lsn is not null
              and application_name not like 'lifeboat%'
              and pg_has_role(current_user, 'pg_read_all_stats', 'usage')
            """;

    private final ClusterName cluster;
    private final SqlServer server;
    private final Duration interval;
    private final Map<String, Subject> known = new ConcurrentSkipListMap<>();

    StandbyProbe(ClusterName cluster, SqlServer server, Duration interval) {
        this.cluster = cluster;
        this.server = server;
        this.interval = interval;
    }

    @Override
    public String name() {
        return "standbys of " + cluster;
    }

    @Override
    public List<Subject> subjects() {
        return List.of();
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return server.timeout();
    }

    @Override
    public List<Observation> look() {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(STANDBYS)) {
            Map<String, Observation> seen = new ConcurrentSkipListMap<>();
            while (rows.next()) {
                Standby standby = Standby.of(rows);
                Subject subject = known.computeIfAbsent(
                        standby.name(), name -> link(name).subject("standby-" + Wording.line(name)));
                seen.put(standby.name(), new Observation(subject, reading(standby)));
            }
            List<Observation> all = new ArrayList<>(seen.values());
            known.forEach((name, subject) -> {
                if (!seen.containsKey(name)) {
                    all.add(new Observation(subject, new Reading.Unknown("the standby is not connected")));
                }
            });
            return all;
        } catch (SQLException | SqlServer.PasswordUnreadable e) {
            return unanswered("the primary cannot be asked: " + Wording.line(String.valueOf(e.getMessage())));
        }
    }

    private record Standby(
            String name, long bytes, @Nullable Duration lag) {
        static Standby of(ResultSet rows) throws SQLException {
            double seconds = rows.getDouble("seconds");
            return new Standby(
                    rows.getString("name"),
                    rows.getLong("bytes"),
                    rows.wasNull() ? null : Duration.ofMillis((long) (seconds * 1000)));
        }
    }

    private Reading reading(Standby standby) {
        // PostgreSQL shows no lag for a standby that has replayed all there is: an idle database is not lagging
        Duration lag = standby.bytes() == 0 || standby.lag() == null ? Duration.ZERO : standby.lag();
        return LagReading.of(link(standby.name()), lag, standby.bytes());
    }

    private LagReading.Link link(String standby) {
        return new LagReading.Link(cluster, "standby " + Wording.line(standby));
    }

    @Override
    public List<Observation> late() {
        return unanswered("the primary did not answer within " + Wording.duration(timeout()));
    }

    /** The primary's own probe raises that, so it is explained here. */
    private List<Observation> unanswered(String reason) {
        return known.values().stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason, true)))
                .toList();
    }

    @Override
    public List<Observation> unseen(String reason) {
        return known.values().stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }
}
