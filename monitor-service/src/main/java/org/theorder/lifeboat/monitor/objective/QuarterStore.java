package org.theorder.lifeboat.monitor.objective;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;

/** The table {@code recovery_point_quarter}: what a disaster would have cost, quarter of an hour by quarter of an hour. */
@ApplicationScoped
public class QuarterStore {
    /** How long a row counts. */
    public static final Duration QUARTER = Duration.ofMinutes(15);

    private static final Duration KEPT = Duration.ofDays(2);

    private final Database database;

    QuarterStore(Database database) {
        this.database = database;
    }

    /**
     * What was measured.
     *
     * @param at when the quarter began
     * @param worst null if nobody could say
     */
    public record Quarter(
            String region, Instant at, @Nullable Duration worst) {}

    void looked(Collection<ClusterFacts> clusters, Instant now) {
        String at = begin(now).toString();
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (ClusterFacts cluster : clusters) {
            for (ClusterFacts.Region region : cluster.regions()) {
                @Nullable Duration loss = region.rpoNow();
                rows.addObject()
                        .put("cluster", cluster.cluster().value())
                        .put("region", region.region().value())
                        .put("at", at)
                        .put("worst_millis", loss == null ? null : loss.toMillis());
            }
        }
        database.doInTransaction(tx -> {
            tx.update("""
                    insert into recovery_point_quarter as known
                    select * from jsonb_populate_recordset(null::recovery_point_quarter, $1::jsonb)
                    on conflict (cluster, region, at) do update
                        set worst_millis = greatest(known.worst_millis, excluded.worst_millis)
                    """, rows.toString());
            tx.update("delete from recovery_point_quarter where at < $1", now.minus(KEPT));
        });
    }

    /** The beginning of the quarter of an hour that a moment lies in. */
    public static Instant begin(Instant moment) {
        long seconds = QUARTER.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    /** By cluster and then by region and time. */
    public Map<ClusterName, List<Quarter>> since(Instant from) {
        return database.query("select * from recovery_point_quarter where at >= $1 order by region, at", from).stream()
                .collect(Collectors.groupingBy(
                        row -> new ClusterName(row.string("cluster")),
                        TreeMap::new,
                        Collectors.mapping(QuarterStore::quarter, Collectors.toList())));
    }

    private static Quarter quarter(Row row) {
        @Nullable Long millis = row.longOrNull("worst_millis");
        return new Quarter(row.string("region"), row.instant("at"), millis == null ? null : Duration.ofMillis(millis));
    }
}
