package org.theorder.lifeboat.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Whichever replica is asked, it tells what the one that streams has measured. The server of the cluster is away. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class LastReportsIT {
    private static final String NAME = "reported";
    /** By its name the last, so that the only stream is the part of this replica. */
    private static final String ANOTHER = "~another/1/id";

    private static final int NOBODY_LISTENS = 1;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Database database;

    @Inject
    SlowFaultSource faults;

    private Service service;

    @BeforeEach
    void start() {
        service = new Service(base);
    }

    @AfterEach
    void end() {
        faults.knowEverything();
        service.delete("/clusters/" + NAME);
        database.update("delete from lease where holder = $1", ANOTHER);
    }

    @Test
    void reportOfTheReplicaThatStreamsIsToldWithItsAge() {
        // Given a cluster that another replica streams, and what that one told half a minute ago
        lease("wal/" + NAME, ANOTHER);
        lease("replica/" + ANOTHER, ANOTHER);
        declare();
        ProtectionReported report = new ProtectionReported(
                new ClusterName(NAME), Instant.parse("2026-05-01T10:00:00Z"), new Lsn(77), true, null, List.of());
        database.update("""
                insert into last_report (cluster, replica, written_at, report)
                values ($1, $2, clock_timestamp() - interval '30 seconds', $3::text::jsonb)""", NAME, ANOTHER, new String(EventJson.write(report), StandardCharsets.UTF_8));

        // Then this one tells the same, and how old it is
        JsonNode told =
                await("the other's report", answer -> answer.path("streaming").asBoolean());
        assertThat(told.path("cluster").asText()).isEqualTo(NAME);
        assertThat(told.path("at").asText()).isEqualTo("2026-05-01T10:00:00Z");
        assertThat(told.path("primaryLsn").asText()).isEqualTo("0/4D");
        assertThat(told.path("relayed").path("replica").asText()).isEqualTo("~another/1");
        assertThat(told.path("relayed").path("ageSeconds").asInt()).isBetween(29, 150);

        // and nothing old when a third one has taken over and has not told anything yet
        database.update("update lease set holder = 'third/2/id', epoch = epoch + 1 where name = $1", "wal/" + NAME);
        JsonNode own =
                await("nobody's report", answer -> !answer.path("relayed").isObject());
        assertThat(own.path("streaming").asBoolean()).isFalse();
        assertThat(own.path("trouble").asText()).isNotBlank();
        database.update("delete from lease where name = $1", "wal/" + NAME);
    }

    @Test
    void whatThisReplicaTellsIsWrittenDownOnceThereIsAnother() {
        // Given a cluster that this replica streams, or tries to, alone
        declare();
        await("it is tried", answer -> answer.path("trouble").asText().contains("127.0.0.1"));
        assertThat(reports()).isZero();

        // When another one joins
        lease("replica/" + ANOTHER, ANOTHER);

        // Then it finds what this one tells
        Awaitility.await("the report is written down")
                .atMost(Duration.ofSeconds(60))
                .until(() -> reports() == 1);
        assertThat(service.protection(NAME).path("relayed").isObject())
                .as("this one has measured it")
                .isFalse();

        service.delete("/clusters/" + NAME);
        assertThat(reports()).isZero();
    }

    @Test
    void nothingIsToldWhileFaultsFromBeforeAreNotKnown() {
        // Given another one that could be told, and a fault that may still be there
        lease("replica/" + ANOTHER, ANOTHER);
        faults.knowNothingOf(NAME);
        declare();
        await("it is tried", answer -> answer.path("trouble").asText().contains("127.0.0.1"));

        // Then this replica tells nothing, however often it looks
        int before = faults.asked();
        Awaitility.await("three rounds").atMost(Duration.ofSeconds(60)).until(() -> faults.asked() > before + 3);
        assertThat(reports()).isZero();

        // until it knows
        faults.knowEverything();
        Awaitility.await("the report is written down")
                .atMost(Duration.ofSeconds(60))
                .until(() -> reports() == 1);
    }

    private void declare() {
        service.declare(NAME, NOBODY_LISTENS, Protected.ROLE, Protected.ROLE_PASSWORD);
    }

    private JsonNode await(String what, Predicate<JsonNode> wanted) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(() -> service.protection(NAME), wanted);
    }

    private int reports() {
        return database.query("select 1 as one from last_report where cluster = $1", NAME)
                .size();
    }

    private void lease(String name, String holder) {
        database.update("""
                insert into lease (name, holder, epoch, time_to_live, expires_at)
                values ($1, $2, 1, interval '1 hour', clock_timestamp() + interval '1 hour')
                on conflict (name) do update set holder = excluded.holder, epoch = lease.epoch + 1,
                                                 expires_at = excluded.expires_at""", name, holder);
    }
}
