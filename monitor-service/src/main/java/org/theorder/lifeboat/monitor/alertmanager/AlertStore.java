package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code alert}: alerts of others that are not over. */
@ApplicationScoped
class AlertStore {
    /**
     * Keeps when each is over, in one statement.
     *
     * @return those that were not known
     */
    Set<String> keep(Transaction tx, Map<String, Instant> ends, Instant now) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode(ends.size());
        ends.forEach((subject, end) -> rows.addObject().put("subject", subject).put("ends_at", end.toString()));
        return tx.query("""
                        with sent as (
                            select * from jsonb_to_recordset($1::jsonb) as sent(subject text, ends_at timestamptz)
                        ), known as (
                            update alert set ends_at = sent.ends_at from sent where alert.subject = sent.subject
                            returning alert.subject
                        )
                        insert into alert (subject, ends_at)
                        select subject, ends_at from sent
                        where ends_at > $2 and subject not in (select subject from known)
                        on conflict (subject) do update set ends_at = excluded.ends_at
                        returning subject
                        """, rows.toString(), now).stream()
                .map(row -> row.string("subject"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets those that are over, and says which. */
    List<String> takeOver(Transaction tx, Instant now) {
        return tx.query("delete from alert where ends_at <= $1 returning subject", now).stream()
                .map(row -> row.string("subject"))
                .toList();
    }
}
