package org.theorder.lifeboat.monitor.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * What a primary says about its replication: how far each standby has replayed ({@code pg_stat_replication}), how much WAL
 * each slot keeps ({@code pg_replication_slots}), and whether its clock agrees with ours. With a heartbeat row there is always
 * a commit to replay, and the primary proves that it can write. Nothing is seen without the role {@code pg_monitor}.
 *
 * <p>Streams without a replay position (backups, WAL archivers, ours among them) are no standbys; backup-service tells of its
 * own slots.
 */
final class ReplicationProbe implements Probe {
    private static final String POSITION = """
            select pg_wal_lsn_diff(
                       case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
                       '0/0')::bigint as position,
                   extract(epoch from clock_timestamp()) as clock
            """;
    private static final String STANDBYS = """
            select coalesce(nullif(application_name, ''), client_addr::text, 'pid ' || pid) as name,
                   pg_wal_lsn_diff(replay_lsn, '0/0')::bigint as replayed,
                   extract(epoch from replay_lag) as seconds
            from pg_stat_replication
            where state in ('streaming', 'catchup') and replay_lsn is not null
              and application_name not like 'lifeboat%'
              and pg_has_role(current_user, 'pg_read_all_stats', 'usage')
            """;
    /** A slot may keep {@code max_slot_wal_keep_size}, or, where that is not limited, ten times {@code max_wal_size}. */
    private static final String SLOTS = """
            select slot_name, active, wal_status,
                   greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn))::bigint as kept,
                   1048576.0 * case when kept_size.setting::bigint >= 0 then kept_size.setting::bigint
                                    else 10 * wal_size.setting::bigint end as limit
            from pg_replication_slots, pg_settings kept_size, pg_settings wal_size
            where not temporary and slot_name not like 'lifeboat%' and not pg_is_in_recovery()
              and (restart_lsn is not null or wal_status = 'lost')
              and kept_size.name = 'max_slot_wal_keep_size' and wal_size.name = 'max_wal_size'
            """;

    private final ClusterName cluster;
    private final SqlServer server;
    private final @Nullable HeartbeatRow heartbeat;
    private final Duration interval;
    private final Clock clock;
    private final LsnHistory history = new LsnHistory(System::nanoTime);
    private final Set<Subject> known = ConcurrentHashMap.newKeySet();
    private volatile boolean answered;

    ReplicationProbe(
            ClusterName cluster, SqlServer server, @Nullable HeartbeatRow heartbeat, Duration interval, Clock clock) {
        this.cluster = cluster;
        this.server = server;
        this.heartbeat = heartbeat;
        this.interval = interval;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "replication of " + cluster;
    }

    @Override
    public List<Subject> subjects() {
        return List.of();
    }

    /**
     * The list of slots is complete: one that is not in it was dropped. A standby that is not connected may have died, so it
     * stays until somebody says that it was removed.
     */
    @Override
    public boolean finds(SubjectKey check) {
        return switch (check.rule()) {
            case CLOCK_SKEW -> check.subject().equals(cluster.value());
            case REPLICATION_LAG -> check.subject().startsWith(cluster + "/standby-");
            case SLOT_KEEPS_WAL ->
                check.subject().startsWith(cluster + "/")
                        && (!answered || known.stream().anyMatch(is(check)));
            default -> false;
        };
    }

    private static Predicate<Subject> is(SubjectKey check) {
        return subject -> subject.key().equals(check);
    }

    @Override
    public void forget(SubjectKey check) {
        known.removeIf(is(check));
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
                Statement statement = connection.createStatement()) {
            if (heartbeat != null) {
                heartbeat.beat(statement);
            }
            Instant asked = clock.instant();
            List<Observation> all = new ArrayList<>();
            long position;
            try (ResultSet row = statement.executeQuery(POSITION)) {
                row.next();
                position = row.getLong("position");
                all.add(skew(asked, row.getDouble("clock")));
            }
            history.add(position);
            all.addAll(standbys(statement, position));
            all.addAll(slots(statement));
            return withGone(all);
        } catch (SQLException | SqlServer.PasswordUnreadable e) {
            return unanswered("the primary cannot be asked: " + Wording.line(String.valueOf(e.getMessage())));
        }
    }

    /** The time on the way counts for neither side. */
    private Observation skew(Instant asked, double epochSeconds) {
        Instant answered = clock.instant();
        Instant theirs = Instant.ofEpochMilli(Math.round(epochSeconds * 1000));
        Duration ahead = theirs.isAfter(answered) ? Duration.between(answered, theirs) : Duration.ZERO;
        Duration behind = theirs.isBefore(asked) ? Duration.between(theirs, asked) : Duration.ZERO;
        Duration skew = ahead.plus(behind);
        String value = skew.toMillis() < 1000
                ? "agrees within a second"
                : Wording.duration(skew) + (ahead.isZero() ? " behind ours" : " ahead of ours");
        return new Observation(
                new Subject(RuleName.CLOCK_SKEW, cluster.value(), cluster, cluster.value()),
                new Reading.Measured(
                        skew.toMillis() / 1000.0,
                        value,
                        "The clock of the server of " + cluster + " is wrong, or ours",
                        List.of(new Fact("their clock", value))));
    }

    private List<Observation> standbys(Statement statement, long position) throws SQLException {
        List<Observation> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(STANDBYS)) {
            while (rows.next()) {
                String name = Wording.line(rows.getString("name"));
                long replayed = rows.getLong("replayed");
                double seconds = rows.getDouble("seconds");
                Optional<Duration> told =
                        rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
                LagReading.Link link = new LagReading.Link(cluster, "standby " + name);
                // what has been replayed whole does not lag, however long ago that was: an idle database
                Duration lag = replayed >= position
                        ? Duration.ZERO
                        : Stream.concat(history.age(replayed).stream(), told.stream())
                                .max(Duration::compareTo)
                                .orElse(Duration.ZERO);
                all.add(new Observation(
                        link.subject("standby-" + name), LagReading.of(link, lag, Math.max(0, position - replayed))));
            }
        }
        return all;
    }

    private List<Observation> slots(Statement statement) throws SQLException {
        List<Observation> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(SLOTS)) {
            while (rows.next()) {
                String slot = Wording.line(rows.getString("slot_name"));
                boolean lost = "lost".equals(rows.getString("wal_status"));
                long kept = rows.getLong("kept");
                double limit = rows.getDouble("limit");
                String value = lost
                        ? "its WAL is lost"
                        : Wording.bytes(kept) + " of " + Wording.bytes((long) limit)
                                + (rows.getBoolean("active") ? "" : ", nobody reads it");
                all.add(new Observation(
                        new Subject(RuleName.SLOT_KEEPS_WAL, cluster + "/" + slot, cluster, cluster.value()),
                        new Reading.Measured(
                                lost ? 200 : 100 * kept / Math.max(1, limit),
                                value,
                                "The slot " + slot + " of " + cluster + " keeps WAL that nobody takes",
                                List.of(new Fact("slot", slot), new Fact("WAL kept", value)))));
            }
        }
        return all;
    }

    /** A slot that was dropped keeps nothing; a standby that is not connected is not seen. */
    private List<Observation> withGone(List<Observation> seen) {
        Set<Subject> present = new HashSet<>();
        seen.forEach(observation -> present.add(observation.subject()));
        List<Observation> all = new ArrayList<>(seen);
        for (Subject subject : known) {
            if (!present.contains(subject)) {
                all.add(new Observation(
                        subject,
                        subject.key().rule() == RuleName.SLOT_KEEPS_WAL
                                ? new Reading.Good("it is gone")
                                : new Reading.Unknown("the standby is not connected")));
            }
        }
        known.addAll(present);
        answered = true;
        return all;
    }

    @Override
    public List<Observation> late() {
        return unanswered("the primary did not answer within " + Wording.duration(timeout()));
    }

    /** The primary's own probe raises that, so it is explained here. */
    private List<Observation> unanswered(String reason) {
        return known.stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason, true)))
                .toList();
    }

    @Override
    public List<Observation> unseen(String reason) {
        return known.stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }
}
