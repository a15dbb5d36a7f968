package org.theorder.lifeboat.notifier.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.notifier.TestEvents.next;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.TestEvents;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Five minutes that nobody used, on a real database; "later" is an argument, so no time passes here. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class EscalationsIT {
    private static final String DATABASE = "database-team@the-order.org";
    private static final String INFRASTRUCTURE = "infra-team@the-order.org";
    private static final String SECURITY = "security@the-order.org";

    @Inject
    Database database;

    @Inject
    IncidentRecorder recorder;

    @Inject
    Escalations escalations;

    @Test
    void whatNobodyAcknowledgedIsToldToEveryTeamOnceHoweverManyNotifiersLook() throws Exception {
        Incident incident = open(Severity.CRITICAL);
        record(incident);

        look(Duration.ofMinutes(4));
        assertThat(told(incident)).containsExactly("opened " + DATABASE);
        try (var notifiers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> notifier = () -> {
                look(Duration.ofMinutes(6));
                return null;
            };
            for (Future<Void> looked : notifiers.invokeAll(List.of(notifier, notifier, notifier, notifier))) {
                looked.get();
            }
        }

        assertThat(told(incident))
                .containsExactly(
                        "opened " + DATABASE,
                        "escalated " + DATABASE,
                        "escalated " + INFRASTRUCTURE,
                        "escalated " + SECURITY);
        record(next(incident, IncidentStatus.RESOLVED));
        assertThat(told(incident))
                .as("who was told that nobody took it is told that it is over")
                .contains("resolved-2 " + DATABASE, "resolved-2 " + INFRASTRUCTURE, "resolved-2 " + SECURITY);
    }

    @Test
    void whatSomebodyTookOrIsOverOrWakesNobodyIsNotEscalated() {
        Incident taken = open(Severity.CRITICAL);
        Incident over = open(Severity.CRITICAL);
        Incident warning = open(Severity.WARNING);
        record(taken);
        record(acknowledged(next(taken, IncidentStatus.IDENTIFIED)));
        record(over);
        record(next(over, IncidentStatus.RESOLVED));
        record(warning);

        look(Duration.ofMinutes(6));

        assertThat(told(taken)).noneMatch(line -> line.startsWith("escalated"));
        assertThat(told(over)).containsExactly("opened " + DATABASE, "resolved-2 " + DATABASE);
        assertThat(told(warning)).containsExactly("opened " + DATABASE);
    }

    private void look(Duration later) {
        while (escalations.next(Instant.now().plus(later))) {
            // until no time has come
        }
    }

    private void record(Incident incident) {
        database.inTransaction(tx -> {
            recorder.record(tx, new IncidentNews(incident, "A machine says so.", true, Instant.now()));
            return incident;
        });
    }

    private List<String> told(Incident incident) {
        return database.query("""
                        select cause || ' ' || recipient as line from delivery
                         where incident = $1 and channel = 'mail' order by id""", incident.id().value()).stream()
                .map(row -> row.string("line"))
                .toList();
    }

    private static Incident open(Severity severity) {
        Incident open = TestEvents.open("escalation-" + UUID.randomUUID(), "Nobody comes");
        return with(open, severity, null);
    }

    private static Incident acknowledged(Incident incident) {
        return with(incident, incident.severity(), "Ada");
    }

    private static Incident with(Incident incident, Severity severity, String acknowledgedBy) {
        return new Incident(
                incident.id(),
                incident.version(),
                incident.rule(),
                incident.subject(),
                severity,
                incident.impact(),
                incident.status(),
                incident.component(),
                incident.team(),
                incident.title(),
                incident.facts(),
                incident.suggestedPlan(),
                acknowledgedBy,
                incident.openedAt(),
                incident.resolvedAt());
    }
}
