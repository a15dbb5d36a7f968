package org.theorder.lifeboat.monitor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

class RevisionTest {
    private static final Instant OPENED = Instant.parse("2026-11-22T12:03:40.123Z");
    private static final Incident FIRST = new Incident(
            new IncidentId("service-down-shop-20261122t120340123z"),
            1,
            "service-down",
            "shop",
            Severity.WARNING,
            Impact.CRITICAL,
            IncidentStatus.INVESTIGATING,
            "shop",
            Team.DATABASE,
            "Database shop does not answer",
            List.of(new Fact("probe", "refused"), new Fact("address", "a:1")),
            null,
            null,
            OPENED,
            null,
            "maintenance");

    @Test
    void whatIsNotSaidStaysAndTheVersionCounts() {
        assertThat(Revision.of(FIRST).incident())
                .usingRecursiveComparison()
                .ignoringFields("version")
                .isEqualTo(FIRST);
        assertThat(Revision.of(FIRST).incident().version()).isEqualTo(2);
    }

    @Test
    void newFactsReplaceThoseOfTheSameName() {
        assertThat(Revision.of(FIRST)
                        .facts(List.of(new Fact("probe", "timed out"), new Fact("restore", "done")))
                        .incident()
                        .facts())
                .containsExactly(
                        new Fact("probe", "timed out"), new Fact("address", "a:1"), new Fact("restore", "done"));
    }

    @Test
    void severityOnlyRises() {
        Incident worse = Revision.of(FIRST).atLeast(Severity.CRITICAL).incident();

        assertThat(worse.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(Revision.of(worse).atLeast(Severity.WARNING).incident().severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void whoTookTheLesserTroubleHasNotTakenTheGreaterOne() {
        Incident taken = Revision.of(FIRST).acknowledgedBy("anna").incident();

        assertThat(Revision.of(taken).atLeast(Severity.WARNING).incident().acknowledgedBy())
                .isEqualTo("anna");
        assertThat(Revision.of(taken).atLeast(Severity.CRITICAL).incident().acknowledgedBy())
                .isNull();
    }

    @Test
    void whatHasBecomeWorseIsCalledSo() {
        assertThat(Revision.of(FIRST)
                        .title("The data of shop is gone")
                        .incident()
                        .title())
                .isEqualTo("The data of shop is gone");
    }

    @Test
    void whatIsResolvedStaysResolved() {
        Incident over = Revision.of(FIRST).resolvedAt(OPENED.plusSeconds(60)).incident();

        Incident later = Revision.of(over).status(IncidentStatus.MONITORING).incident();

        assertThat(later.status()).isEqualTo(IncidentStatus.RESOLVED);
        assertThat(later.resolvedAt()).isEqualTo(OPENED.plusSeconds(60));
    }

    @Test
    void whoIsToldAndWhoTookIt() {
        Incident taken = Revision.of(FIRST).audible().acknowledgedBy("anna").incident();

        assertThat(taken.muted()).isNull();
        assertThat(taken.acknowledgedBy()).isEqualTo("anna");
    }
}
