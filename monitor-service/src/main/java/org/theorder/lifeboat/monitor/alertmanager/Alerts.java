package org.theorder.lifeboat.monitor.alertmanager;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.maintenance.Window;
import org.theorder.lifeboat.monitor.mute.Mutes;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/** Alerts that somebody else raised, each an incident {@link RuleName#PROMETHEUS_ALERT}; many in one transaction. */
@ApplicationScoped
public class Alerts {
    private final Database database;
    private final AlertStore store;
    private final RuleBook rules;
    private final Incidents incidents;
    private final Mutes mutes;
    private final Clock clock;

    Alerts(Database database, AlertStore store, RuleBook rules, Incidents incidents, Mutes mutes, Clock clock) {
        this.database = database;
        this.store = store;
        this.rules = rules;
        this.incidents = incidents;
        this.mutes = mutes;
        this.clock = clock;
    }

    /** @throws LifeboatException REQUEST_INVALID if one has no name; then none is taken */
    void take(List<Alert> sent) {
        Instant now = clock.instant();
        Map<String, Alert> newest = new LinkedHashMap<>();
        sent.stream().filter(alert -> !alert.isOurs()).forEach(alert -> newest.put(alert.subject(), alert));
        Map<String, Instant> ends = new LinkedHashMap<>();
        newest.forEach((subject, alert) -> ends.put(subject, alert.over(now)));
        if (ends.isEmpty()) {
            return;
        }
        database.inTransaction(tx -> {
            Set<String> begun = store.keep(tx, ends, now);
            open(
                    tx,
                    begun.stream()
                            .flatMap(subject -> Stream.ofNullable(newest.get(subject)))
                            .toList());
            if (ends.values().stream().anyMatch(end -> !end.isAfter(now))) {
                expire(tx, now);
            }
            return true;
        });
    }

    /** Ends what was not sent again. */
    public void expire() {
        database.inTransaction(tx -> {
            expire(tx, clock.instant());
            return true;
        });
    }

    private void expire(Transaction tx, Instant now) {
        store.takeOver(tx, now)
                .forEach(subject -> incidents.resolve(
                        tx, new SubjectKey(RuleName.PROMETHEUS_ALERT, subject), "Prometheus no longer sends it."));
    }

    private void open(Transaction tx, List<Alert> begun) {
        if (!begun.isEmpty()) {
            List<Window> windows = mutes.windows(tx);
            incidents.openEach(
                    tx, begun.stream().map(alert -> finding(alert, windows)).toList());
        }
    }

    private Finding finding(Alert alert, List<Window> windows) {
        Map<String, String> labels = alert.knownLabels();
        Changes own = Changes.told(
                choice(Severity.values(), labels.get("severity")),
                choice(Team.values(), labels.get("team")),
                null,
                null);
        Subject subject = new Subject(
                new SubjectKey(RuleName.PROMETHEUS_ALERT, alert.subject()),
                cluster(labels.get("cluster")),
                labels.getOrDefault(
                        "component", labels.getOrDefault("service", labels.getOrDefault("job", "prometheus"))),
                own);
        Rule rule = rules.current().of(subject);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("says", Wording.line(alert.summary())));
        labels.forEach((name, value) -> facts.add(new Fact(Wording.line(name), Wording.line(value))));
        if (alert.generatorURL() != null) {
            facts.add(new Fact("source", alert.generatorURL().toString()));
        }
        String title = "Prometheus: " + alert.name();
        return new Finding(
                rule,
                subject,
                rule.severity(),
                title,
                title + ".",
                facts,
                rule.plan(),
                mutes.reason(() -> windows, rule, subject, _ -> false).orElse(null));
    }

    private static <E extends Enum<E>> @Nullable E choice(E[] values, @Nullable String label) {
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(label))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ClusterName cluster(@Nullable String label) {
        try {
            return label == null ? null : new ClusterName(label);
        } catch (LifeboatException e) {
            // somebody else's cluster
            return null;
        }
    }
}
