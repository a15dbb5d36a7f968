package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;

/** Correctness line 14 and 15: what backup-service finds wrong becomes an incident, and ends with its cause. */
@QuarkusTest
class ProtectionFaultIT {
    private static final Clock CLOCK = Clock.systemUTC();

    private final Kafka kafka = new Kafka();
    private final String cluster = "f-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void close() {
        kafka.close();
    }

    private void report(Fault... faults) {
        kafka.send(Topics.PROTECTION_REPORTED, cluster, Samples.faulty(cluster, CLOCK.instant(), faults));
    }

    @Test
    void aReasonThatLastsIsAnIncidentUntilItIsNoLongerReported() {
        Fault gap = new Fault(ErrorCode.WAL_GAP, null, "WAL from 0/3000000 to 0/4000000 is missing");
        Fault conflict = new Fault(ErrorCode.OBJECT_CONFLICT, new RegionName("dr"), "other bytes under the name");
        report(gap, conflict);

        Incident incident = kafka.await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().subject().equals(cluster + "/wal-gap"))
                .getFirst()
                .event()
                .incident();
        assertThat(incident.rule()).isEqualTo("protection-fault");
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.team()).isEqualTo(Team.DATABASE);
        assertThat(incident.title()).isEqualTo(cluster + ": WAL is missing");
        assertThat(incident.facts()).anySatisfy(fact -> assertThat(fact.value()).contains("0/3000000"));
        assertThat(incident.suggestedPlan()).startsWith("A full backup is requested by itself");
        kafka.<IncidentOpened>await(
                Topics.INCIDENT_OPENED, 1, event -> event.incident().subject().equals(cluster + "/dr/object-conflict"));

        report();
        kafka.await(Topics.INCIDENT_RESOLVED, 1, event -> event.incident().id().equals(incident.id()));
    }

    @Test
    void aReasonThatPassesByIsNone() {
        report(new Fault(ErrorCode.REGION_BEHIND, new RegionName("dr"), "catches up"));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Api.check("protection-fault", cluster + "/dr/region-behind"))
                        .isEqualTo("failing"));

        report();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Api.check("protection-fault", cluster + "/dr/region-behind"))
                        .isEqualTo("ok"));
        assertThat(Api.open("protection-fault", cluster + "/dr/region-behind")).isEmpty();
    }
}
