package org.theorder.lifeboat.notifier.timeline;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;

/** Table {@code timeline}: nothing is ever changed or removed. */
@ApplicationScoped
public class TimelineStore {
    private final String region;

    TimelineStore(Regions regions) {
        this.region = regions.own().value();
    }

    /** Adds what was said. Whoever calls this holds a lock on the incident. */
    public void append(Transaction tx, String incident, RecordedUpdate line) {
        Optional<Row> last = tx
                .query(
                        "select sequence, entry from timeline where incident = $1 order by sequence desc limit 1",
                        incident)
                .stream()
                .findFirst();
        TimelineEntry entry = new TimelineEntry(
                last.map(row -> row.intValue("sequence")).orElse(0) + 1,
                incident,
                region,
                line.id(),
                line.at().toString(),
                line.status().wireName(),
                line.impact().wireName(),
                line.automatic(),
                line.body(),
                last.map(row -> TimelineEntry.hash(row.string("entry"))).orElse(TimelineEntry.NOTHING_BEFORE));
        tx.update(
                "insert into timeline (incident, sequence, entry) values ($1, $2, $3)",
                incident,
                entry.sequence(),
                entry.json());
    }

    /** The entries of these incidents, oldest first, as they are signed. */
    public Map<String, List<String>> of(Transaction tx, String[] incidents) {
        Map<String, List<String>> timelines = new HashMap<>();
        tx.query("select incident, entry from timeline where incident = any($1) order by sequence", (Object) incidents)
                .forEach(row -> timelines
                        .computeIfAbsent(row.string("incident"), id -> new ArrayList<>())
                        .add(row.string("entry")));
        return timelines;
    }
}
