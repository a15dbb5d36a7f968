package org.theorder.lifeboat.monitor.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.rule.CheckStatus;
import org.theorder.lifeboat.monitor.rule.Condition;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rule.Unrest;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The tables {@code check_status} and {@code evaluation}. */
@ApplicationScoped
public class CheckStore {
    private final Database database;

    CheckStore(Database database) {
        this.database = database;
    }

    /**
     * A subject and where it stands.
     *
     * @param rule as it counts for the subject
     */
    record Entry(Rule rule, Subject subject, CheckStatus status) {}

    /** Newer statuses replace older ones, many in one statement. */
    void save(Transaction tx, Collection<Entry> entries) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode(entries.size());
        entries.forEach(entry -> rows.add(json(entry)));
        tx.send("""
                insert into check_status
                select * from jsonb_populate_recordset(null::check_status, $1::jsonb)
                on conflict (rule, subject) do update
                    set cluster = excluded.cluster, component = excluded.component, team = excluded.team,
                        threshold = excluded.threshold, state = excluded.state, since = excluded.since,
                        value = excluded.value, last_good_at = excluded.last_good_at,
                        evaluated_at = excluded.evaluated_at, raised = excluded.raised, streak = excluded.streak,
                        streak_millis = excluded.streak_millis, blind = excluded.blind,
                        blind_streak = excluded.blind_streak, blind_streak_millis = excluded.blind_streak_millis,
                        changes = excluded.changes, flapping = excluded.flapping,
                        flapping_streak = excluded.flapping_streak,
                        flapping_streak_millis = excluded.flapping_streak_millis
                    where check_status.evaluated_at <= excluded.evaluated_at
                       -- from before our clock was set back
                       or check_status.evaluated_at > clock_timestamp() + interval '5 seconds'
                """, rows.toString());
    }

    private static ObjectNode json(Entry entry) {
        Subject subject = entry.subject();
        CheckStatus status = entry.status();
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("rule", subject.key().rule().wireName())
                .put("subject", subject.key().subject())
                .put(
                        "cluster",
                        subject.cluster() == null ? null : subject.cluster().value())
                .put("component", subject.component())
                .put("team", entry.rule().team().name())
                .put("threshold", entry.rule().threshold())
                .put("state", status.state().name())
                .put("since", status.since().toString())
                .put("value", status.value())
                .put("last_good_at", text(status.lastGoodAt()))
                .put("evaluated_at", status.evaluatedAt().toString());
        put(row, status.condition(), "raised", "streak", "streak_millis");
        put(row, status.sight(), "blind", "blind_streak", "blind_streak_millis");
        put(row, status.unrest().condition(), "flapping", "flapping_streak", "flapping_streak_millis");
        ArrayNode changes = row.putArray("changes");
        status.unrest().changes().forEach(ago -> changes.add(ago.toMillis()));
        return row;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static void put(ObjectNode row, Condition condition, String raised, String streak, String millis) {
        switch (condition) {
            case Condition.Clear(int bad, Duration badFor) ->
                row.putNull(raised).put(streak, bad).put(millis, badFor.toMillis());
            case Condition.Raised(Severity severity, int good, Duration goodFor) ->
                row.put(raised, severity.name()).put(streak, good).put(millis, goodFor.toMillis());
        }
    }

    Map<SubjectKey, CheckStatus> load() {
        Map<SubjectKey, CheckStatus> statuses = new HashMap<>();
        database.query("""
                        select rule, subject, state, since, value, last_good_at, evaluated_at, raised, streak,
                               streak_millis, blind, blind_streak, blind_streak_millis,
                               array_to_string(changes, ',') as changes, flapping, flapping_streak,
                               flapping_streak_millis
                        from check_status
                        """).forEach(row -> statuses.put(key(row), status(row)));
        return statuses;
    }

    private static SubjectKey key(Row row) {
        return new SubjectKey(RuleName.named(row.string("rule")), row.string("subject"));
    }

    private static CheckStatus status(Row row) {
        return new CheckStatus(
                CheckState.valueOf(row.string("state")),
                row.instant("since"),
                row.string("value"),
                row.instantOrNull("last_good_at"),
                row.instant("evaluated_at"),
                condition(row.stringOrNull("raised"), row.intValue("streak"), row.longValue("streak_millis")),
                condition(row, "blind"),
                new Unrest(
                        Arrays.stream(row.string("changes").split(","))
                                .filter(millis -> !millis.isEmpty())
                                .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                                .toList(),
                        condition(row, "flapping")));
    }

    private static Condition condition(Row row, String name) {
        return condition(
                row.stringOrNull(name), row.intValue(name + "_streak"), row.longValue(name + "_streak_millis"));
    }

    private static Condition condition(@Nullable String raised, int streak, long millis) {
        Duration lasted = Duration.ofMillis(millis);
        return raised == null
                ? new Condition.Clear(streak, lasted)
                : new Condition.Raised(Severity.valueOf(raised), streak, lasted);
    }

    /** What was looked at before, by whichever process. */
    List<Subject> subjects() {
        return database.query("select rule, subject, cluster, component from check_status").stream()
                .map(CheckStore::subject)
                .toList();
    }

    private static Subject subject(Row row) {
        @Nullable String cluster = row.stringOrNull("cluster");
        return new Subject(
                key(row), cluster == null ? null : new ClusterName(cluster), row.string("component"), Changes.NONE);
    }

    void forget(Transaction tx, SubjectKey key) {
        tx.update(
                "delete from check_status where rule = $1 and subject = $2",
                key.rule().wireName(),
                key.subject());
    }

    /** Whoever evaluates is to forget it, within seconds. */
    void notWanted(SubjectKey key) {
        database.update(
                "update check_status set unwanted = true where rule = $1 and subject = $2",
                key.rule().wireName(),
                key.subject());
    }

    List<SubjectKey> unwanted() {
        return database.query("select rule, subject from check_status where unwanted").stream()
                .map(CheckStore::key)
                .toList();
    }

    void finished(Transaction tx, Instant at) {
        tx.update("""
                insert into evaluation (evaluated_at) values ($1)
                on conflict (one) do update set evaluated_at = excluded.evaluated_at
                """, at);
    }

    /** When a round was last finished, by whichever replica; empty before the first. */
    public Optional<Instant> lastEvaluation() {
        return database.query("select evaluated_at from evaluation").stream()
                .findFirst()
                .map(row -> row.instant("evaluated_at"));
    }

    /** All checks, the troubled first. */
    public List<Check> all() {
        return database.query("""
                        select rule, subject, cluster, component, team, threshold, state, since, value, last_good_at,
                               evaluated_at
                        from check_status
                        order by array_position(array['FAILING', 'UNKNOWN', 'OK'], state), rule, subject
                        """).stream()
                .map(row -> new Check(
                        row.string("rule"),
                        row.string("subject"),
                        row.stringOrNull("cluster"),
                        row.string("component"),
                        Team.valueOf(row.string("team")),
                        CheckState.valueOf(row.string("state")),
                        row.instant("since"),
                        row.string("value"),
                        row.string("threshold"),
                        row.instantOrNull("last_good_at"),
                        row.instant("evaluated_at")))
                .toList();
    }
}
