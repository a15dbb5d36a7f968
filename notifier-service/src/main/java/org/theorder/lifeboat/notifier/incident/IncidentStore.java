package org.theorder.lifeboat.notifier.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.timeline.TimelineStore;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Tables {@code incident} and {@code incident_update}. */
@ApplicationScoped
public class IncidentStore {
    /** How many incidents the page knows, besides all open ones. */
    public static final int MOST = 500;

    private static final int MOST_LINES = 100;
    private static final int NEWEST_CHANGES = 1_000;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Database database;
    private final TimelineStore timelines;

    IncidentStore(Database database, TimelineStore timelines) {
        this.database = database;
        this.timelines = timelines;
    }

    /**
     * An incident with what only this service knows about it.
     *
     * @param told null if nobody was told
     */
    record Stored(Incident state, Telling.@Nullable Told told, String threadSubject) {}

    /** All open incidents and those that ended last, the latest begin first, each with its newest lines. */
    public List<RecordedIncident> recent() {
        return database.inTransaction(tx -> {
            List<Row> incidents = tx.query("""
                    (select * from incident where status <> 'RESOLVED')
                    union
                    (select * from incident order by coalesce(resolved_at, opened_at) desc, id limit $1)
                    order by opened_at desc, id""", MOST);
            Map<String, List<RecordedUpdate>> lines = new HashMap<>();
            String[] ids = incidents.stream().map(row -> row.string("id")).toArray(String[]::new);
            for (Row row : tx.query("""
                    select * from (
                        select *, row_number() over (partition by incident order by at desc, version desc) as place
                          from incident_update where incident = any($1)) as numbered
                     where place <= $2""", ids, MOST_LINES)) {
                lines.computeIfAbsent(row.string("incident"), id -> new ArrayList<>())
                        .add(line(row));
            }
            Map<String, List<String>> entries = timelines.of(tx, ids);
            return incidents.stream()
                    .map(row -> new RecordedIncident(
                            state(row),
                            lines.getOrDefault(row.string("id"), List.of()),
                            entries.getOrDefault(row.string("id"), List.of())))
                    .toList();
        });
    }

    /**
     * All incidents that had not ended then, however many there were, with only those lines that changed what users felt:
     * what uptime is computed from.
     */
    public List<RecordedIncident> since(Instant then) {
        return database.inTransaction(tx -> {
            Map<String, List<RecordedUpdate>> lines = new HashMap<>();
            tx.query("""
                    select * from (
                        select u.*, lag(u.impact) over story as before, lead(u.impact) over story as after
                          from incident_update u join incident i on i.id = u.incident
                         where i.status <> 'RESOLVED' or i.resolved_at is null or i.resolved_at > $1
                        window story as (partition by u.incident order by u.at, u.version)) as told
                     where impact is distinct from before or after is null""", then)
                    .forEach(row -> lines.computeIfAbsent(row.string("incident"), id -> new ArrayList<>())
                            .add(line(row)));
            return tx.query("""
                            select * from incident
                             where status <> 'RESOLVED' or resolved_at is null or resolved_at > $1""", then).stream()
                    .map(row -> new RecordedIncident(
                            state(row), lines.getOrDefault(row.string("id"), List.of()), List.of()))
                    .toList();
        });
    }

    /**
     * A number that differs after every change of any incident, whoever made it. A sum and not the greatest: changes are
     * committed in another order than they were numbered in, but not so many later.
     */
    public long stamp() {
        return database.query("""
                        select coalesce(sum(change), 0) as stamp from incident
                         where change > (select max(change) from incident) - $1""", NEWEST_CHANGES).getFirst().longValue("stamp");
    }

    /** Forgets incidents that were over by then, and their lines; the signed timelines stay. */
    public void forget(Transaction tx, Instant before) {
        tx.update("""
                with over as (
                    delete from incident
                     where status = 'RESOLVED' and coalesce(resolved_at, opened_at) < $1
                    returning id),
                lines as (delete from incident_update where incident in (select id from over))
                delete from escalation where incident in (select id from over)""", before);
    }

    /**
     * The worst that users feel at any of these components now, of what was told over this channel: the end of that will be
     * told there, too.
     */
    public Impact worstOpen(List<String> components, String channel) {
        return database.query("""
                        select distinct impact from incident
                         where status <> 'RESOLVED' and component = any($1)
                           and exists (select from delivery where delivery.incident = incident.id and channel = $2)""", components.toArray(String[]::new), channel).stream()
                .map(row -> Impact.valueOf(row.string("impact")))
                .max(Comparator.naturalOrder())
                .orElse(Impact.NONE);
    }

    /** Also keeps everybody else from this incident until the transaction ends, even while it has no row. */
    Optional<Stored> lock(Transaction tx, IncidentId id) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('incident/' || $1, 0))::text", id.value());
        return tx.query("select * from incident where id = $1", id.value()).stream()
                .findFirst()
                .map(row -> new Stored(state(row), told(row.stringOrNull("told")), row.string("thread_subject")));
    }

    /** The open incident of this rule about this subject; nobody else asks before the transaction ends. */
    Optional<Incident> lockOpen(Transaction tx, String rule, String subject) {
        tx.query("select pg_advisory_xact_lock(hashtextextended($1::text || '/' || $2::text, 0))::text", rule, subject);
        return tx
                .query(
                        "select * from incident where rule = $1 and subject = $2 and status <> 'RESOLVED'",
                        rule,
                        subject)
                .stream()
                .findFirst()
                .map(IncidentStore::state);
    }

    RecordedIncident get(Transaction tx, IncidentId id) {
        Incident state = state(
                tx.query("select * from incident where id = $1", id.value()).getFirst());
        return new RecordedIncident(
                state,
                tx.query("select * from incident_update where incident = $1", id.value()).stream()
                        .map(IncidentStore::line)
                        .toList(),
                List.of());
    }

    /** The newest that a person said about this version, apart from the line of the version itself. */
    Optional<RecordedUpdate> wordsAbout(Transaction tx, Incident incident) {
        return tx.query("""
                        select * from incident_update
                         where incident = $1 and version = $2 and not automatic and id <> incident || '-' || version
                           and status <> 'POSTMORTEM'
                         order by at desc limit 1""", incident.id().value(), incident.version()).stream()
                .findFirst()
                .map(IncidentStore::line);
    }

    void save(Transaction tx, Stored stored) {
        Incident state = stored.state();
        tx.update(
                """
                insert into incident (id, version, rule, subject, severity, impact, status, component, team, title, facts,
                                      suggested_plan, acknowledged_by, opened_at, resolved_at, told, thread_subject)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13, $14, $15, $16, $17)
                on conflict (id) do update
                   set version = excluded.version, rule = excluded.rule, subject = excluded.subject,
                       severity = excluded.severity, impact = excluded.impact, status = excluded.status,
                       component = excluded.component, team = excluded.team, title = excluded.title,
                       facts = excluded.facts, suggested_plan = excluded.suggested_plan,
                       acknowledged_by = excluded.acknowledged_by, opened_at = excluded.opened_at,
                       resolved_at = excluded.resolved_at, told = excluded.told, change = excluded.change""",
                state.id().value(),
                state.version(),
                state.rule(),
                state.subject(),
                state.severity(),
                state.impact(),
                state.status(),
                state.component(),
                state.team(),
                state.title(),
                new String(EventJson.write(state.facts()), StandardCharsets.UTF_8),
                state.suggestedPlan(),
                state.acknowledgedBy(),
                state.openedAt(),
                state.resolvedAt(),
                stored.told(),
                stored.threadSubject());
    }

    /** Makes the page look again at an incident that got an older line. */
    void touch(Transaction tx, IncidentId id) {
        tx.update("update incident set change = nextval('incident_change') where id = $1", id.value());
    }

    /**
     * Also in the timeline that is signed.
     *
     * @return false if the line is there already; then nothing is done
     */
    boolean addLine(Transaction tx, IncidentId incident, RecordedUpdate line) {
        int added = tx.update(
                """
                insert into incident_update (incident, id, version, status, impact, body, automatic, mailed, at, author)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                on conflict (incident, id) do nothing""",
                incident.value(),
                line.id(),
                line.version(),
                line.status(),
                line.impact(),
                line.body(),
                line.automatic(),
                line.mailed(),
                line.at(),
                line.author());
        if (added == 1) {
            timelines.append(tx, incident.value(), line);
        }
        return added == 1;
    }

    private static RecordedUpdate line(Row row) {
        return new RecordedUpdate(
                row.string("id"),
                row.intValue("version"),
                IncidentStatus.valueOf(row.string("status")),
                Impact.valueOf(row.string("impact")),
                row.string("body"),
                row.bool("automatic"),
                row.bool("mailed"),
                row.instant("at"),
                row.stringOrNull("author"));
    }

    private static Incident state(Row row) {
        return new Incident(
                new IncidentId(row.string("id")),
                row.intValue("version"),
                row.string("rule"),
                row.string("subject"),
                Severity.valueOf(row.string("severity")),
                Impact.valueOf(row.string("impact")),
                IncidentStatus.valueOf(row.string("status")),
                row.string("component"),
                Team.valueOf(row.string("team")),
                row.string("title"),
                facts(row.string("facts")),
                row.stringOrNull("suggested_plan"),
                row.stringOrNull("acknowledged_by"),
                row.instant("opened_at"),
                row.instantOrNull("resolved_at"));
    }

    private static Telling.@Nullable Told told(@Nullable String name) {
        return name == null ? null : Telling.Told.valueOf(name);
    }

    private static List<Fact> facts(String json) {
        try {
            return List.of(JSON.readValue(json, Fact[].class));
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the facts of an incident in the database are no JSON", e);
        }
    }
}
