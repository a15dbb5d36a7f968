package org.theorder.lifeboat.monitor.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.outbox.Database;

/** What has been over for long can be read page by page, and one day is forgotten. */
@QuarkusTest
class OldIncidentsIT {
    private static final Duration KEPT = Duration.ofDays(400);

    @Inject
    Database database;

    @Inject
    Incidents incidents;

    @Inject
    IncidentStore store;

    @Inject
    OldIncidents old;

    @Inject
    RuleBook rules;

    private Incident opened() {
        String name = "o-" + UUID.randomUUID().toString().substring(0, 8);
        Subject subject = new Subject(RuleName.STORAGE_USED, name, null, name);
        Finding finding =
                new Finding(rules.current().of(subject), subject, Severity.WARNING, "full", "full.", List.of(), null);
        return database.inTransaction(tx -> incidents.open(tx, finding)).orElseThrow();
    }

    private Incident resolved() {
        Incident incident = opened();
        return incidents.resolve(incident.id(), "anna", "over");
    }

    private void happenedBefore(Incident incident, Duration ago) {
        database.update(
                "update incident set opened_at = opened_at - $2 * interval '1 second',"
                        + " resolved_at = resolved_at - $2 * interval '1 second' where id = $1",
                incident.id().value(),
                (double) ago.toSeconds());
    }

    private static List<String> page(String query) {
        return Api.viewer().get("/incidents?" + query).jsonPath().getList("id");
    }

    @Test
    void whatIsOverForLongIsForgottenWithItsTimeline() {
        Incident gone = resolved();
        Incident kept = resolved();
        Incident open = opened();
        happenedBefore(gone, KEPT.plusMinutes(1));
        happenedBefore(kept, KEPT.minusMinutes(1));
        happenedBefore(open, KEPT.plusMinutes(1));

        old.forget();

        assertThat(store.find(gone.id())).isEmpty();
        assertThat(store.timeline(gone.id())).isEmpty();
        assertThat(store.find(kept.id())).isPresent();
        assertThat(store.timeline(kept.id())).hasSize(2);
        assertThat(store.find(open.id())).isPresent();
        incidents.resolve(open.id(), "anna", "over");
    }

    @Test
    void theNextPageBeginsBeforeTheLastOfThisOne() {
        Incident first = resolved();
        Incident second = resolved();
        Incident third = opened();
        // two of one moment, and older than what other tests leave behind
        Duration ago = Duration.ofDays(300);
        List.of(first, second, third).forEach(incident -> happenedBefore(incident, ago));
        database.update(
                "update incident set opened_at = (select opened_at from incident where id = $1) where id = $2",
                first.id().value(),
                second.id().value());
        List<String> ofOneMoment = List.of(first, second).stream()
                .map(Incident::id)
                .map(IncidentId::value)
                .sorted((one, other) -> other.compareTo(one))
                .toList();

        assertThat(page("state=all&before=" + third.id())).startsWith(ofOneMoment.toArray(String[]::new));
        assertThat(page("state=resolved&before=" + ofOneMoment.getFirst())).startsWith(ofOneMoment.getLast());
        assertThat(page("state=all&before=" + ofOneMoment.getLast()))
                .doesNotContainAnyElementsOf(ofOneMoment)
                .doesNotContain(third.id().value());
        Api.viewer()
                .get("/incidents?before=never-opened-20261122t120340123z")
                .then()
                .statusCode(404);
        incidents.resolve(third.id(), "anna", "over");
    }

    @Test
    void whatIsForgottenAtOnceIsRefused() {
        IncidentConfiguration configuration =
                Mappings.of(IncidentConfiguration.class, Map.of("lifeboat.monitor.incidents.keep", "0s"));
        assertThatThrownBy(() -> new OldIncidents(store, Clock.systemUTC(), configuration))
                .hasMessageStartingWith("lifeboat.monitor.incidents.keep must be longer than zero");
    }
}
