package org.theorder.lifeboat.notifier.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentSaid;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.status.Past;
import org.theorder.lifeboat.notifier.status.Uptime;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What uptime rests on, on a real database. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class IncidentStoreIT {
    private static final String COMPONENT = "remembered";
    private static final String CHANNEL = "page-of-the-test";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Instant opened = now.minus(Duration.ofDays(60));

    @Inject
    Database database;

    @Inject
    IncidentStore store;

    @Inject
    IncidentRecorder recorder;

    @AfterEach
    void forget() {
        database.update("delete from delivery where incident like 'remembered-%'");
        database.update("delete from incident_update where incident like 'remembered-%'");
        database.update("delete from incident where component = $1", COMPONENT);
    }

    @Test
    void anOutageCountsHoweverManyIncidentsAndLinesCameAfterIt() {
        IncidentId outage = resolved(opened, opened.plus(Duration.ofHours(1)));
        say(outage, 1, Impact.CRITICAL, opened);
        say(outage, 2, Impact.MINOR, opened.plus(Duration.ofMinutes(20)));
        for (int line = 3; line <= 130; line++) {
            say(outage, line, Impact.MINOR, opened.plus(Duration.ofMinutes(20)).plusSeconds(line));
        }
        for (int day = 1; day <= IncidentStore.MOST + 1; day++) {
            Instant later = opened.plus(Duration.ofDays(10)).plusSeconds(day);
            resolved(later, later.plusMillis(500));
        }

        assertThat(store.recent()).extracting(RecordedIncident::id).doesNotContain(outage.value());
        Uptime uptime = uptime();
        assertThat(uptime.days()
                        .get(Uptime.DAYS - 1 - 60)
                        .outage()
                        .plus(uptime.days().get(Uptime.DAYS - 60).outage()))
                .as("over midnight, if that is when this runs")
                .isEqualTo(Duration.ofMinutes(20));
        assertThat(remembered())
                .filteredOn(incident -> incident.id().equals(outage.value()))
                .singleElement()
                .satisfies(incident -> assertThat(incident.updates()).hasSize(3));
    }

    @Test
    void whatEndedLatelyIsKeptHoweverManyIncidentsBeganAfterIt() {
        IncidentId lengthy = resolved(opened, now);
        for (int second = 1; second <= IncidentStore.MOST + 1; second++) {
            Instant later = opened.plus(Duration.ofDays(10)).plusSeconds(second);
            resolved(later, later.plusMillis(500));
        }

        assertThat(store.recent()).extracting(RecordedIncident::id).contains(lengthy.value());
    }

    @Test
    void whatEndedBeforeIsNotReadAgain() {
        resolved(now.minus(Duration.ofDays(92)), now.minus(Duration.ofDays(91)));
        IncidentId overlapping = resolved(now.minus(Duration.ofDays(92)), now.minus(Duration.ofDays(89)));

        assertThat(remembered()).extracting(RecordedIncident::id).containsExactly(overlapping.value());
    }

    @Test
    void whatAPersonSaidAboutAVersionCountsAlsoIfItIsHeardBeforeTheVersion() {
        IncidentId id = new IncidentId("remembered-" + UUID.randomUUID());
        IncidentSaid said = new IncidentSaid(
                id, "said-1", 2, IncidentStatus.IDENTIFIED, Impact.CRITICAL, "Its disk is gone.", now.plusSeconds(2));

        database.doInTransaction(tx -> recorder.said(tx, said, null));
        database.doInTransaction(tx -> recorder.record(tx, news(id, 1, IncidentStatus.INVESTIGATING)));
        assertThat(state(id).status()).isEqualTo(IncidentStatus.INVESTIGATING);
        database.doInTransaction(tx -> recorder.record(tx, news(id, 2, IncidentStatus.INVESTIGATING)));
        assertThat(state(id).status()).isEqualTo(IncidentStatus.IDENTIFIED);
        assertThat(state(id).impact()).isEqualTo(Impact.CRITICAL);

        database.doInTransaction(tx -> recorder.record(tx, news(id, 3, IncidentStatus.RESOLVED)));
        assertThat(state(id).status()).isEqualTo(IncidentStatus.RESOLVED);
    }

    @Test
    void aComponentIsAsBadAsTheWorstOpenIncidentThatWasToldOverTheChannel() {
        IncidentId critical = open(Impact.CRITICAL);
        IncidentId minor = open(Impact.MINOR);
        told(minor);
        assertThat(worst()).isEqualTo(Impact.MINOR);
        told(critical);
        assertThat(worst()).isEqualTo(Impact.CRITICAL);

        end(minor);
        assertThat(worst()).isEqualTo(Impact.CRITICAL);
        end(critical);
        assertThat(worst()).isEqualTo(Impact.NONE);
    }

    private Impact worst() {
        return store.worstOpen(List.of("another", COMPONENT), CHANNEL);
    }

    private IncidentId open(Impact impact) {
        IncidentId id = new IncidentId("remembered-" + UUID.randomUUID());
        database.doInTransaction(tx -> recorder.record(tx, news(id, 1, IncidentStatus.INVESTIGATING)));
        database.update("update incident set impact = $2 where id = $1", id.value(), impact);
        return id;
    }

    private void end(IncidentId id) {
        database.doInTransaction(tx -> recorder.record(tx, news(id, 2, IncidentStatus.RESOLVED)));
    }

    private void told(IncidentId id) {
        database.update("""
                insert into delivery (incident, channel, recipient, sequence, cause, kind, subject, body_text, body_html,
                                      message_id, drill, enqueued_at, state, next_attempt_at, finished_at)
                values ($1, $2, 'page', 1, 'opened', 'OPENED', '', '', '', '', false, $3, 'ACCEPTED', $3, $3)""", id.value(), CHANNEL, now);
    }

    private Incident state(IncidentId id) {
        return database.inTransaction(tx -> store.get(tx, id)).state();
    }

    private IncidentNews news(IncidentId id, int version, IncidentStatus status) {
        Incident incident = new Incident(
                id,
                version,
                "service-down",
                COMPONENT,
                Severity.INFO,
                Impact.MINOR,
                status,
                COMPONENT,
                Team.DATABASE,
                "It does not answer",
                List.of(),
                null,
                null,
                now,
                status == IncidentStatus.RESOLVED ? now.plusSeconds(9) : null);
        return new IncidentNews(incident, "So it is.", true, now.plusSeconds(version));
    }

    private Uptime uptime() {
        return Uptime.of(new Past(remembered(), List.of(), List.of()), now.minus(Duration.ofDays(200)), now);
    }

    private List<RecordedIncident> remembered() {
        return store.since(now.minus(Duration.ofDays(90))).stream()
                .filter(incident -> incident.state().component().equals(COMPONENT))
                .toList();
    }

    private IncidentId resolved(Instant from, Instant to) {
        IncidentId id = new IncidentId("remembered-" + UUID.randomUUID());
        Incident incident = new Incident(
                id,
                2,
                "service-down",
                COMPONENT,
                Severity.INFO,
                Impact.MINOR,
                IncidentStatus.RESOLVED,
                COMPONENT,
                Team.DATABASE,
                "It did not answer",
                List.of(),
                null,
                null,
                from,
                to);
        database.doInTransaction(tx -> store.save(tx, new IncidentStore.Stored(incident, null, incident.title())));
        return id;
    }

    private void say(IncidentId id, int version, Impact impact, Instant at) {
        RecordedUpdate line = new RecordedUpdate(
                id + "-" + version, version, IncidentStatus.IDENTIFIED, impact, "So it is.", true, false, at);
        database.doInTransaction(tx -> store.addLine(tx, id, line));
    }
}
