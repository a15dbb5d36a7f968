package org.theorder.lifeboat.monitor.objective;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** The tables {@code recovery_point_day} and {@code recovery_time_day}. */
@ApplicationScoped
public class ObjectiveStore {
    private static final int KEPT_DAYS = 400;

    private final Database database;

    ObjectiveStore(Database database) {
        this.database = database;
    }

    /** Counts one look at every region, in one statement. */
    void looked(Collection<ClusterFacts> clusters, Instant now) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (ClusterFacts cluster : clusters) {
            for (ClusterFacts.Region region : cluster.regions()) {
                @Nullable Duration loss = region.rpoNow();
                rows.addObject()
                        .put("cluster", cluster.cluster().value())
                        .put("region", region.region().value())
                        .put("met", loss != null && loss.compareTo(cluster.rpoGoal()) <= 0 ? 1 : 0)
                        .put("missed", loss != null && loss.compareTo(cluster.rpoGoal()) > 0 ? 1 : 0)
                        .put("unknown", loss == null ? 1 : 0)
                        .put("worst_millis", loss == null ? 0 : loss.toMillis())
                        .put("day", day(now).toString())
                        .put("first_at", now.toString());
            }
        }
        database.inTransaction(tx -> {
            tx.update("""
                    insert into recovery_point_day as known
                    select * from jsonb_populate_recordset(null::recovery_point_day, $1::jsonb)
                    on conflict (cluster, region, day) do update
                        set met = known.met + excluded.met, missed = known.missed + excluded.missed,
                            unknown = known.unknown + excluded.unknown,
                            worst_millis = greatest(known.worst_millis, excluded.worst_millis)
                    """, rows.toString());
            tx.update(
                    "delete from recovery_point_day where day < $1::text::date",
                    day(now).minusDays(KEPT_DAYS).toString());
            tx.update(
                    "delete from recovery_time_day where day < $1::text::date",
                    day(now).minusDays(KEPT_DAYS).toString());
            return true;
        });
    }

    /** A restore or a drill passed. */
    public void recovered(Transaction tx, String cluster, Instant at, Duration took) {
        tx.update("""
                insert into recovery_time_day as known (cluster, day, passed, worst_millis)
                values ($1, $2::text::date, 1, $3)
                on conflict (cluster, day) do update
                    set passed = known.passed + 1, worst_millis = greatest(known.worst_millis, excluded.worst_millis)
                """, cluster, day(at).toString(), took.toMillis());
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /** By cluster, the days since {@code from}, newest first. */
    Map<String, List<ObjectiveDay>> since(LocalDate from, Instant now) {
        Map<String, Map<LocalDate, ObjectiveDay>> all = new TreeMap<>();
        database.query("""
                        select cluster, day::text as day, region, met, missed, worst_millis,
                               case when not exists (select from recovery_point_day before
                                                     where before.cluster = known.cluster
                                                       and before.region = known.region and before.day < known.day)
                                    then first_at end as known_from
                        from recovery_point_day known where day >= $1::text::date order by region
                        """, from.toString())
                .forEach(row -> of(all, row).regions().add(region(row, now)));
        database.query("""
                        select cluster, day::text as day, passed, worst_millis
                        from recovery_time_day where day >= $1::text::date
                        """, from.toString()).forEach(row -> {
            ObjectiveDay day = of(all, row);
            days(all, row)
                    .put(
                            day.day(),
                            new ObjectiveDay(
                                    day.day(),
                                    day.regions(),
                                    row.intValue("passed"),
                                    Duration.ofMillis(row.longValue("worst_millis"))));
        });
        Map<String, List<ObjectiveDay>> newestFirst = new TreeMap<>();
        all.forEach((cluster, days) -> newestFirst.put(
                cluster,
                days.values().stream()
                        .sorted(Comparator.comparing(ObjectiveDay::day).reversed())
                        .toList()));
        return newestFirst;
    }

    private static Map<LocalDate, ObjectiveDay> days(Map<String, Map<LocalDate, ObjectiveDay>> all, Row row) {
        return all.computeIfAbsent(row.string("cluster"), _ -> new TreeMap<>());
    }

    private static ObjectiveDay of(Map<String, Map<LocalDate, ObjectiveDay>> all, Row row) {
        return days(all, row)
                .computeIfAbsent(
                        LocalDate.parse(row.string("day")), day -> new ObjectiveDay(day, new ArrayList<>(), 0, null));
    }

    private static ObjectiveDay.Region region(Row row, Instant now) {
        int met = row.intValue("met");
        int measured = met + row.intValue("missed");
        double wanted =
                Math.max(measured, looks(LocalDate.parse(row.string("day")), row.instantOrNull("known_from"), now));
        return new ObjectiveDay.Region(
                row.string("region"),
                met / wanted,
                1 - measured / wanted,
                Duration.ofMillis(row.longValue("worst_millis")));
    }

    /**
     * How many there were to be up to now.
     *
     * @param knownFrom when there was something to look at for the first time, if that was on this day
     */
    private static long looks(LocalDate day, @Nullable Instant knownFrom, Instant now) {
        Instant begin = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long first = ObjectiveRecorder.slot(knownFrom == null ? begin : knownFrom);
        return Math.max(1, ObjectiveRecorder.slot(now.isBefore(end) ? now : end) - first);
    }
}
