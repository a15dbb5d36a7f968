package org.theorder.lifeboat.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.servers.IncidentsOnKafka;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Vault;
import org.theorder.lifeboat.servers.test.NeedsS3;

/** A locked object really disappears from a real object store before its lock ends. */
@ExtendWith(NeedsS3.class)
@QuarkusTest
@QuarkusTestResource(value = Vault.class, restrictToAnnotatedClass = true)
class ObjectLockIT {
    private final Kafka kafka = new Kafka();

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void aLockThatDoesNotHoldIsOneForTheSecurityTeamUntilItDoes() {
        Incident incident = new IncidentsOnKafka(kafka)
                .isOneFor(Team.SECURITY, "object-lock-broken", "vault", Vault::letThiefIn, Vault::throwThiefOut);
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.title()).isEqualTo("The object lock of vault does not hold");
        assertThat(incident.facts()).anySatisfy(fact -> assertThat(fact.value()).contains("could be deleted"));
    }
}
