package org.theorder.lifeboat.monitor.incident;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The tables {@code incident} and {@code incident_entry}. */
@ApplicationScoped
class IncidentStore {
    private static final String COLUMNS = """
            id, version, rule, subject, severity, impact, status, component, team, title, facts, suggested_plan,
            acknowledged_by, opened_at, resolved_at, muted
            """;

    private final Database database;

    IncidentStore(Database database) {
        this.database = database;
    }

    /** @return without those whose rule has an open incident for the same subject */
    List<Opening> insert(Transaction tx, List<Opening> openings) {
        List<List<Row>> inserted =
                tx.queryEach("""
                insert into incident (id, version, rule, subject, cluster, severity, impact, status, component,
                    team, title, facts, suggested_plan, acknowledged_by, opened_at, resolved_at, muted)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13, $14, $15, $16, $17)
                on conflict (rule, subject) where resolved_at is null do nothing
                returning id
                """, openings.stream().map(IncidentStore::columns).toList());
        return IntStream.range(0, openings.size())
                .filter(index -> !inserted.get(index).isEmpty())
                .mapToObj(openings::get)
                .toList();
    }

    private static @Nullable Object[] columns(Opening opening) {
        Incident incident = opening.incident();
        @Nullable ClusterName cluster = opening.cluster();
        return new @Nullable Object[] {
            incident.id().value(),
            incident.version(),
            incident.rule(),
            incident.subject(),
            cluster == null ? null : cluster.value(),
            incident.severity(),
            incident.impact(),
            incident.status(),
            incident.component(),
            incident.team(),
            incident.title(),
            FactJson.write(incident.facts()),
            incident.suggestedPlan(),
            incident.acknowledgedBy(),
            incident.openedAt(),
            incident.resolvedAt(),
            incident.muted()
        };
    }

    void update(Transaction tx, Incident incident) {
        tx.send(
                """
                update incident
                set version = $2, severity = $3, status = $4, title = $5, facts = $6::jsonb, acknowledged_by = $7,
                    resolved_at = $8, muted = $9
                where id = $1
                """,
                incident.id().value(),
                incident.version(),
                incident.severity(),
                incident.status(),
                incident.title(),
                FactJson.write(incident.facts()),
                incident.acknowledgedBy(),
                incident.resolvedAt(),
                incident.muted());
    }

    void append(Transaction tx, IncidentId incident, IncidentEntry entry) {
        tx.send(
                """
                insert into incident_entry (incident, version, status, message, automatic, at, author)
                values ($1, $2, $3, $4, $5, $6, $7)
                """,
                incident.value(),
                entry.version(),
                entry.status(),
                entry.message(),
                entry.automatic(),
                entry.at(),
                entry.by());
    }

    /** Nobody else changes it until the transaction ends. */
    Optional<Incident> lock(Transaction tx, IncidentId id) {
        return one(tx.query("select " + COLUMNS + " from incident where id = $1 for update", id.value()));
    }

    /** The open incident of a subject; nobody else changes it until the transaction ends. */
    Optional<Incident> lockOpen(Transaction tx, SubjectKey key) {
        return one(tx.query(
                "select " + COLUMNS
                        + " from incident where rule = $1 and subject = $2 and resolved_at is null for update",
                key.rule().wireName(),
                key.subject()));
    }

    /** Open incidents of a rule about a cluster, oldest first. */
    List<Incident> lockOpen(Transaction tx, RuleName rule, ClusterName cluster) {
        return all(tx.query(
                "select " + COLUMNS
                        + " from incident where rule = $1 and cluster = $2 and resolved_at is null order by opened_at for update",
                rule.wireName(),
                cluster.value()));
    }

    Optional<Incident> find(IncidentId id) {
        return one(database.query("select " + COLUMNS + " from incident where id = $1", id.value()));
    }

    /** Oldest first. */
    List<IncidentEntry> timeline(IncidentId id) {
        return timelines(List.of(id)).getOrDefault(id, List.of());
    }

    /** Each oldest first; all in one query. */
    Map<IncidentId, List<IncidentEntry>> timelines(Collection<IncidentId> ids) {
        return database.query("""
                        select incident, version, status, message, automatic, at, author from incident_entry
                        where incident = any($1) order by incident, version
                        """, (Object) ids.stream().map(IncidentId::value).toArray(String[]::new)).stream()
                .collect(Collectors.groupingBy(
                        row -> new IncidentId(row.string("incident")),
                        Collectors.mapping(IncidentStore::entry, Collectors.toList())));
    }

    private static IncidentEntry entry(Row row) {
        return new IncidentEntry(
                row.intValue("version"),
                IncidentStatus.valueOf(row.string("status")),
                row.string("message"),
                row.bool("automatic"),
                row.instant("at"),
                row.stringOrNull("author"));
    }

    /** All open ones, newest first: they are few by nature. */
    List<Incident> open() {
        return all(database.query(
                "select " + COLUMNS + " from incident where resolved_at is null order by opened_at desc"));
    }

    /** Counts rows of an index. */
    long openCount() {
        return database.query("select count(*) as open from incident where resolved_at is null")
                .getFirst()
                .longValue("open");
    }

    List<MutedIncident> muted() {
        return database.query("""
                        select id, rule, subject, cluster, component from incident
                        where muted is not null and resolved_at is null
                        """).stream()
                .map(row -> new MutedIncident(
                        new IncidentId(row.string("id")),
                        new SubjectKey(RuleName.named(row.string("rule")), row.string("subject")),
                        cluster(row),
                        row.string("component")))
                .toList();
    }

    private static @Nullable ClusterName cluster(Row row) {
        @Nullable String name = row.stringOrNull("cluster");
        return name == null ? null : new ClusterName(name);
    }

    Set<String> subjectsWithOpen(RuleName rule) {
        return database
                .query("select subject from incident where rule = $1 and resolved_at is null", rule.wireName())
                .stream()
                .map(row -> row.string("subject"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Newest first.
     *
     * @param resolved true for resolved ones only
     * @param before only those that were opened before this one; null for the newest
     */
    List<Incident> newest(boolean resolved, @Nullable IncidentId before, int limit) {
        return all(database.query("select " + COLUMNS + """
                 from incident
                where (resolved_at is not null or not $1::boolean)
                  and ($2::text is null or (opened_at, id) < (select opened_at, id from incident where id = $2))
                order by opened_at desc, id desc limit $3
                """, resolved, before == null ? null : before.value(), limit));
    }

    /**
     * Forgets incidents that were over by then, with all that was said about them.
     *
     * @return how many; not more than {@code limit}
     */
    int forget(Instant before, int limit) {
        return database.update(
                "delete from incident where id in (select id from incident where resolved_at < $1 limit $2)",
                before,
                limit);
    }

    private static Optional<Incident> one(List<Row> rows) {
        return rows.stream().findFirst().map(IncidentStore::read);
    }

    private static List<Incident> all(List<Row> rows) {
        return rows.stream().map(IncidentStore::read).toList();
    }

    private static Incident read(Row row) {
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
                FactJson.read(row.string("facts")),
                row.stringOrNull("suggested_plan"),
                row.stringOrNull("acknowledged_by"),
                row.instant("opened_at"),
                row.instantOrNull("resolved_at"),
                row.stringOrNull("muted"));
    }
}
