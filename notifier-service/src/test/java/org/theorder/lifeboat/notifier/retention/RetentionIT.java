package org.theorder.lifeboat.notifier.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.recovery.RecoveryStore;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** What is forgotten when, on a real database; nothing else in it is older than a day. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class RetentionIT {
    private static final Duration LONG_AGO = Duration.ofDays(401);
    private static final Duration LATELY = Duration.ofDays(399);

    @Inject
    Database database;

    @Inject
    IncidentStore incidents;

    @Inject
    RecoveryStore recoveries;

    @Inject
    Retention retention;

    private final Instant now = Instant.now();
    private final String test = "retention-" + UUID.randomUUID();

    @AfterEach
    void tidyUp() {
        for (String table : List.of(
                "incident where id",
                "incident_update where incident",
                "delivery where incident",
                "recovery where restore")) {
            database.update("delete from " + table + " like $1 || '%'", test);
        }
    }

    @Test
    void whatWasOverLongAgoIsForgottenWithAllThatWasSaidAndTold() {
        incident("over", "RESOLVED", LONG_AGO);
        incident("late", "RESOLVED", LATELY);
        incident("open", "INVESTIGATING", LONG_AGO);
        for (String incident : List.of("over", "late", "open", "canary")) {
            delivery(incident, "ACCEPTED", LONG_AGO);
        }

        retention.forget(now);

        assertThat(left("incident", "id")).containsExactly("late", "open");
        assertThat(left("incident_update", "incident")).containsExactly("late", "open");
        assertThat(left("delivery", "incident")).containsExactly("late", "open");
    }

    @Test
    void whatIsDeadWaitsForAPersonHoweverLong() {
        delivery("dead", "DEAD", LONG_AGO);
        delivery("taken", "DEAD", LONG_AGO);
        database.update(
                "update delivery set taken_by = 'anna', taken_at = $2 where incident = $1", test + "taken", now);

        retention.forget(now);

        assertThat(left("delivery", "incident")).containsExactly("dead");
    }

    @Test
    void aRecoveryOfWhichNothingWasHeardForADayLeavesThePage() {
        recovery("lost", Duration.ofHours(25));
        recovery("slow", Duration.ofHours(23));
        recovery("forgotten", LONG_AGO);

        retention.forget(now);

        assertThat(recoveries.running(now).stream()
                        .map(recovery -> recovery.restore().value())
                        .filter(id -> id.startsWith(test)))
                .containsExactly(test + "slow");
        assertThat(left("recovery", "restore")).containsExactly("lost", "slow");
    }

    @Test
    void everyChangeOfAnIncidentIsSeen() {
        incident("one", "RESOLVED", LATELY);
        incident("two", "RESOLVED", LATELY);
        long before = incidents.stamp();

        database.update("update incident set change = nextval('incident_change') where id = $1", test + "one");

        assertThat(incidents.stamp()).isNotEqualTo(before);
    }

    @Test
    void aTimeThatIsShorterThanWhatThePageShowsIsRefused() {
        RetentionSettings settings =
                Settings.of(RetentionSettings.class, Map.of("lifeboat.notifier.retention.keep", "30d"));

        assertThatThrownBy(() -> new Retention(database, incidents, settings, Clock.systemUTC()))
                .hasMessageContaining("lifeboat.notifier.retention.keep");
    }

    private void incident(String name, String status, Duration ago) {
        database.update("""
                insert into incident (id, version, rule, subject, severity, impact, status, component, team, title, facts,
                                      opened_at, resolved_at, thread_subject)
                values ($1, 1, $1, 'shop', 'WARNING', 'NONE', $2, 'shop', 'DATABASE', 'title', '[]', $3,
                        case when $2 = 'RESOLVED' then $3 end, 'title')""", test + name, status, now.minus(ago));
        database.update("""
                insert into incident_update (incident, id, version, status, impact, body, automatic, mailed, at)
                values ($1, $1, 1, 'RESOLVED', 'NONE', 'body', true, true, $2)""", test + name, now.minus(ago));
    }

    private void recovery(String name, Duration silent) {
        database.update("""
                insert into recovery (restore, cluster, phase, step, steps, requested_at, heard_at)
                values ($1, 'retention', 'replaying', 1, 2, $2, $2)""", test + name, now.minus(silent));
    }

    private void delivery(String about, String state, Duration ago) {
        database.update("""
                insert into delivery (incident, channel, recipient, sequence, cause, kind, subject, body_text, body_html,
                                      message_id, drill, enqueued_at, state, next_attempt_at, finished_at)
                values ($1, 'channel-of-the-test', 'somebody', 1, 'opened', 'OPENED', 's', 't', '', 'm', false, $2, $3, $2,
                        $2)""", test + about, now.minus(ago), state);
    }

    private List<String> left(String table, String column) {
        return database
                .query(
                        "select " + column + " as id from " + table + " where " + column + " like $1 || '%' order by 1",
                        test)
                .stream()
                .map(row -> row.string("id").substring(test.length()))
                .toList();
    }
}
