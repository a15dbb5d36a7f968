package org.theorder.lifeboat.monitor.probe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
 * What a server says about its replication: how far each standby has replayed ({@code pg_stat_replication}), how much WAL each
 * slot keeps ({@code pg_replication_slots}), and whether its clock agrees with ours. With a heartbeat row there is always a
 * commit to replay.
 *
 * <p>Whether all of that can be seen is a check of its own, for example {@code shop/replication}: unknown if the role lacks
 * {@code pg_monitor}, if the heartbeat row cannot be written, or if the server lets us in and then does not answer. That it
 * lets nobody in is for its own probe to say.
 */
final class ReplicationProbe implements Probe {
    private static final String SERVER = """
            select pg_wal_lsn_diff(
                       case when pg_is_in_recovery() then pg_last_wal_receive_lsn() else pg_current_wal_lsn() end,
                       '0/0')::bigint as position,
                   pg_is_in_recovery() as recovering,
                   pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees,
                   extract(epoch from clock_timestamp()) as clock
            """;

    private final String probe;
    private final SqlServer server;
    private final @Nullable HeartbeatRow heartbeat;
    private final LsnHistory history;
    private final Duration interval;
    private final Clock clock;
    private final Standbys standbys;
    private final Slots slots;
    private final Subject itself;
    private final Subject skew;
    /** Standbys and slots of this server. */
    private final Set<Subject> known = ConcurrentHashMap.newKeySet();
    /** Those that somebody found before; they are this server's if it is the primary. */
    private volatile Set<Subject> recalled = Set.of();

    /** Whether it was one when it was asked last: then the primary's probe looks for what is absent. */
    private volatile boolean standby;

    private volatile boolean connected;

    /** @param probe its name */
    ReplicationProbe(
            String probe,
            ClusterName cluster,
            SqlServer server,
            @Nullable HeartbeatRow heartbeat,
            LsnHistory history,
            Duration interval,
            Clock clock) {
        this.probe = probe;
        this.server = server;
        this.heartbeat = heartbeat;
        this.history = history;
        this.interval = interval;
        this.clock = clock;
        this.standbys = new Standbys(cluster, history);
        this.slots = new Slots(cluster);
        this.itself = new Subject(RuleName.REPLICATION_LAG, probe + "/replication", cluster, cluster.value());
        this.skew = new Subject(RuleName.CLOCK_SKEW, probe, cluster, cluster.value());
    }

    @Override
    public String name() {
        return "replication of " + probe;
    }

    /** Standbys and slots are found. */
    @Override
    public List<Subject> subjects() {
        return List.of(itself, skew);
    }

    /** A standby that is not connected may have died, so it is looked for until somebody says that it was removed. */
    @Override
    public boolean finds(SubjectKey check) {
        return known.stream().anyMatch(is(check))
                || (!standby && recalled.stream().anyMatch(is(check)));
    }

    private static Predicate<Subject> is(SubjectKey check) {
        return subject -> subject.key().equals(check);
    }

    @Override
    public void forget(SubjectKey check) {
        known.removeIf(is(check));
        recalled = recalled.stream().filter(is(check).negate()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void recall(Collection<Subject> checks) {
        recalled = checks.stream().filter(this::isOfPrimary).collect(Collectors.toUnmodifiableSet());
        // somebody may have said of one, to the process that evaluated meanwhile, that it is not to come back
        known.removeIf(subject -> recalled.stream().noneMatch(is(subject.key())));
    }

    private boolean isOfPrimary(Subject subject) {
        return standbys.concerns(subject) || slots.concerns(subject);
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
        connected = false;
        try (Connection connection = server.connect()) {
            connected = true;
            return asked(connection);
        } catch (SQLException | SqlServer.FileUnreadable e) {
            return blind("the server cannot be asked: " + Wording.line(String.valueOf(e.getMessage())), true);
        }
    }

    private List<Observation> asked(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            Optional<String> unwritten = heartbeat == null ? Optional.empty() : heartbeat.beat(statement);
            Instant asked = clock.instant();
            List<Observation> all = new ArrayList<>();
            long position;
            boolean recovering;
            boolean sees;
            try (ResultSet row = statement.executeQuery(SERVER)) {
                row.next();
                position = row.getLong("position");
                recovering = row.getBoolean("recovering");
                sees = row.getBoolean("sees");
                all.add(new Observation(skew, skew(asked, row.getDouble("clock"))));
            }
            history.add(position);
            all.addAll(slots.read(statement));
            if (sees) {
                all.addAll(standbys.read(statement, position));
            }
            all.addAll(absent(all, recovering, sees));
            all.add(new Observation(itself, sight(unwritten, sees)));
            return all;
        } catch (SQLException e) {
            return blind("the server does not answer: " + Wording.line(String.valueOf(e.getMessage())), false);
        }
    }

    private Reading sight(Optional<String> unwritten, boolean sees) {
        if (!sees) {
            return new Reading.Unknown("no standby can be seen: grant pg_monitor to " + server.user());
        }
        return unwritten
                .<Reading>map(Reading.Unknown::new)
                .orElseGet(() -> new Reading.Good("standbys and slots can be seen"));
    }

    /** The time on the way counts for neither side. */
    private Reading skew(Instant asked, double epochSeconds) {
        Instant answered = clock.instant();
        Instant theirs = Instant.ofEpochMilli(Math.round(epochSeconds * 1000));
        Duration ahead = theirs.isAfter(answered) ? Duration.between(answered, theirs) : Duration.ZERO;
        Duration behind = theirs.isBefore(asked) ? Duration.between(theirs, asked) : Duration.ZERO;
        Duration apart = ahead.plus(behind);
        String value = apart.toMillis() < 1000
                ? "agrees within a second"
                : Wording.duration(apart) + (ahead.isZero() ? " behind ours" : " ahead of ours");
        return new Reading.Measured(
                apart.toMillis() / 1000.0,
                value,
                "The clock of the server of " + probe + " is wrong, or ours",
                List.of(new Fact("their clock", value)));
    }

    /**
     * A standby that was here before and is not connected is not seen; a slot that was dropped keeps nothing, and nobody finds
     * it any more.
     */
    private List<Observation> absent(List<Observation> seen, boolean recovering, boolean sees) {
        Set<Subject> present = seen.stream()
                .map(Observation::subject)
                .filter(this::isOfPrimary)
                .collect(Collectors.toSet());
        standby = recovering;
        if (recovering) {
            recalled = Stream.of(known, recalled, present).flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
            known.retainAll(present);
            known.addAll(present);
            return List.of();
        }
        known.addAll(recalled);
        recalled = Set.of();
        known.removeIf(subject -> !present.contains(subject) && (slots.concerns(subject) || standbys.renamed(subject)));
        known.addAll(present);
        Reading unseen = sees
                ? new Reading.Unknown("the standby is not connected")
                : new Reading.Unknown("the role may not see it", true);
        return known.stream()
                .filter(subject -> !present.contains(subject))
                .map(subject -> new Observation(subject, unseen))
                .toList();
    }

    @Override
    public List<Observation> late() {
        return blind("no answer within " + Wording.duration(timeout()), !connected);
    }

    @Override
    public List<Observation> unseen(String reason) {
        return blind(reason, false);
    }

    /** One check says why for all of them. */
    private List<Observation> blind(String why, boolean explained) {
        return Stream.concat(
                        Stream.of(new Observation(itself, new Reading.Unknown(why, explained))),
                        Stream.concat(Stream.of(skew), known.stream())
                                .map(subject -> new Observation(subject, new Reading.Unknown(why, true))))
                .toList();
    }
}
