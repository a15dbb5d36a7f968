package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.rule.Reading;

/** What is measured about each cluster, from what was heard. */
class SafetyProbesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(30));

    private final RecoveryPointProbe points =
            new RecoveryPointProbe(null, Clock.systemUTC(), Mappings.of(ObjectivesConfiguration.class, Map.of()));

    private static Latest<ProtectionReported> heard(ProtectionReported report, Instant firstAt) {
        return new Latest<>("shop", report.at(), report.at(), firstAt, report);
    }

    private double percent(Instant safeThrough, String durable, Instant now) {
        Latest<ProtectionReported> report =
                heard(Samples.protection("shop", NOON, safeThrough, "0/5000000", durable), LONG_AGO);
        return amount(points.reading(report, report.event().regions().getFirst(), now));
    }

    private static double amount(Reading reading) {
        return ((Reading.Measured) reading).amount();
    }

    @Test
    void theShareOfTheObjectiveThatWouldBeLostIsMeasured() {
        assertThat(percent(NOON.minusSeconds(1800), "0/4000000", NOON)).isEqualTo(50);
        assertThat(percent(NOON.minusSeconds(3601), "0/4000000", NOON)).isGreaterThan(100);
    }

    @Test
    void anIdleDatabaseLosesNothing() {
        assertThat(percent(NOON.minus(Duration.ofDays(2)), "0/5000000", NOON)).isZero();
    }

    @Test
    void silenceMakesDataOlder() {
        assertThat(percent(NOON, "0/5000000", NOON.plusSeconds(3600))).isEqualTo(100);
    }

    @Test
    void aRegionFromWhichNothingCanBeRestoredLosesEverythingSinceItIsKnown() {
        ProtectionReported.Region empty =
                new ProtectionReported.Region(new RegionName("dr"), null, NOON, null, null, null);
        Latest<ProtectionReported> report =
                heard(Samples.protection("shop", NOON, NOON, "0/5000000", "0/5000000"), NOON.minusSeconds(7200));

        assertThat(amount(points.reading(report, empty, NOON))).isEqualTo(200);
    }

    @Test
    void whatWasNeverProvenIsAsOldAsItIsKnown() {
        Latest<ProtectionReported> report =
                heard(Samples.protection("shop", NOON, NOON, "0/5000000", "0/5000000"), NOON.minusSeconds(500));

        assertThat(amount(ProofProbe.observation(report, null, NOON).reading())).isEqualTo(500);
        assertThat(amount(ProofProbe.observation(report, NOON.minusSeconds(30), NOON)
                        .reading()))
                .isEqualTo(30);
    }
}
