package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code outcome}: when the newest outcome of a thing was, success or failure. */
@ApplicationScoped
class OutcomeStore {
    /** @return false if a newer one is known already */
    boolean newer(Transaction tx, SubjectKey key, Instant at) {
        return tx.update("""
                        insert into outcome (rule, subject, at) values ($1, $2, $3)
                        on conflict (rule, subject) do update set at = excluded.at
                            where outcome.at < excluded.at
                               -- from a clock that was wrong
                               or outcome.at > clock_timestamp() + interval '1 minute'
                        """, key.rule().wireName(), key.subject(), at) > 0;
    }
}
