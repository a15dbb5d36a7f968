package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.rule.Lag;
import org.theorder.lifeboat.monitor.rule.Reading;

class RegionLagTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Lsn WRITTEN = Lsn.parse("0/3000000");
    private static final Lsn BEHIND = Lsn.parse("0/2000000");
    private final RegionLag lag = new RegionLag(Duration.ofSeconds(30));
    private static final Duration TOLERATED = Duration.ofMinutes(5);

    private Reading reading(
            @Nullable Lsn written, @Nullable Lsn durable, @Nullable Instant safeThrough, boolean down, Instant now) {
        ProtectionReported.Region region =
                new ProtectionReported.Region(new RegionName("dr"), durable, safeThrough, null, null, null);
        ProtectionReported report =
                new ProtectionReported(new ClusterName("shop"), NOON, written, written != null, null, List.of(region));
        return lag.reading(new Latest<>("shop", NOON, NOON, NOON, report), region, false, down, TOLERATED, now);
    }

    @Test
    void anIdleDatabaseIsNotLagging() {
        assertThat(reading(WRITTEN, WRITTEN, NOON.minus(Duration.ofDays(3)), false, NOON))
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        idle -> assertThat(idle.amount()).isZero());
    }

    @Test
    void whatABrokenStreamLastHeardOfThePrimaryDoesNotCount() {
        ProtectionReported.Region region =
                new ProtectionReported.Region(new RegionName("dr"), WRITTEN, NOON.minusSeconds(301), null, null, null);
        ProtectionReported report =
                new ProtectionReported(new ClusterName("shop"), NOON, WRITTEN, false, "broken", List.of(region));

        assertThat(lag.reading(new Latest<>("shop", NOON, NOON, NOON, report), region, false, false, TOLERATED, NOON))
                .isInstanceOf(Reading.Measured.class);
    }

    @Test
    void howFarItIsBehindIsMeasuredAndCanBeAnnounced() {
        Reading reading = reading(WRITTEN, BEHIND, NOON.minusSeconds(301), false, NOON);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        Reading.Measured.class,
                        bad -> assertThat(bad.lag())
                                .isEqualTo(new Lag("shop → region dr", 0x1000000, Duration.ofSeconds(301))));
    }

    @Test
    void whatNobodyHasReportedLatelyIsUnknown() {
        assertThat(reading(WRITTEN, WRITTEN, NOON, false, NOON.plusSeconds(31)))
                .isEqualTo(new Reading.Unknown("no report from backup-service since 12:00:00 UTC"));
    }

    @Test
    void aRegionWithoutAnythingIsUnknown() {
        assertThat(reading(WRITTEN, null, null, false, NOON))
                .isEqualTo(new Reading.Unknown("nothing is known to be safe there: no WAL yet"));
    }

    @Test
    void aPrimaryThatCannotBeAskedIsUnknownAtFirst() {
        assertThat(reading(null, BEHIND, NOON.minusSeconds(10), false, NOON))
                .isEqualTo(new Reading.Unknown("the primary cannot be asked: no connection"));
    }

    @Test
    void aPrimaryThatLivesAndIsNotStreamedForFiveMinutesIsLag() {
        assertThat(reading(null, BEHIND, NOON.minusSeconds(301), false, NOON)).isInstanceOf(Reading.Measured.class);
    }

    @Test
    void aDeadPrimaryExplainsItAllAndIsNoSecondIncident() {
        assertThat(reading(null, BEHIND, NOON.minusSeconds(3000), true, NOON))
                .isEqualTo(new Reading.Unknown("the primary cannot be asked: no connection", true));
    }
}
