package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.mute.Mutes;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.outbox.Transaction;

/** What failed is an incident at once, until it succeeds the next time. Late and repeated news does no harm. */
@ApplicationScoped
class Outcomes {
    private final RuleBook rules;
    private final OutcomeStore store;
    private final Incidents incidents;
    private final Mutes mutes;

    Outcomes(RuleBook rules, OutcomeStore store, Incidents incidents, Mutes mutes) {
        this.rules = rules;
        this.store = store;
        this.incidents = incidents;
        this.mutes = mutes;
    }

    void failed(Transaction tx, Subject subject, Instant at, String title, List<Fact> facts) {
        if (!store.newer(tx, subject.key(), at)) {
            return;
        }
        Rule rule = rules.current().of(subject);
        Finding finding = new Finding(
                rule,
                subject,
                rule.severity(),
                title,
                title + ".",
                facts,
                rule.plan(),
                mutes.reason(tx, rule, subject).orElse(null));
        if (incidents.open(tx, finding).isEmpty()) {
            incidents.update(tx, subject.key(), rule.severity(), facts, title + " again.");
        }
    }

    void succeeded(Transaction tx, Subject subject, Instant at) {
        if (store.newer(tx, subject.key(), at)) {
            incidents.resolve(tx, subject.key(), "It passed the next time.");
        }
    }
}
