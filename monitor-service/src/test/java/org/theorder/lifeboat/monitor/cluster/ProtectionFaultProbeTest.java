package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;
import org.theorder.lifeboat.monitor.rule.Reading;

class ProtectionFaultProbeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final RegionName DR = new RegionName("dr");

    private final ProtectionFaultProbe probe = new ProtectionFaultProbe(
            null, null, null, Clock.systemUTC(), Mappings.of(LagConfiguration.class, Map.of()));

    private Reading whileDown(ProtectionReported.Fault fault) {
        ProtectionReported report = Samples.faulty("shop", NOON, fault);
        return probe.reading(
                FaultSubject.of(new ClusterName("shop"), fault),
                new Latest<>("shop", NOON, NOON, NOON, report),
                true,
                Set.of(),
                NOON);
    }

    /** Exactly then somebody is about to restore from it. */
    @ParameterizedTest
    @EnumSource(names = {"CORRUPT", "LOCK_BROKEN", "NO_SPACE", "CHAIN_BROKEN", "STORE_UNREACHABLE", "WAL_GAP"})
    void whatIsWrongInTheRepositoryIsToldWhileTheDatabaseIsDown(ErrorCode reason) {
        assertThat(whileDown(new ProtectionReported.Fault(reason, DR, "x"))).isInstanceOf(Reading.Bad.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORRUPT", "LOCK_BROKEN", "WAL_GAP", "CHAIN_BROKEN", "OBJECT_CONFLICT"})
    void soIsWhatConcernsTheWholeCluster(ErrorCode reason) {
        assertThat(whileDown(new ProtectionReported.Fault(reason, null, "x"))).isInstanceOf(Reading.Bad.class);
    }

    /** As after a restart of backup-service, which then does not know what the region had written down. */
    @ParameterizedTest
    @EnumSource(names = {"VERIFICATION_FAILED", "CORRUPT", "CHAIN_BROKEN", "WAL_GAP"})
    void whatIsDamagedInARegionIsNotRepairedByItsLoss(ErrorCode reason) {
        Reading unknown = new Reading.Unknown("the region cannot be read", true);
        assertThat(whenReported(DR, reason, unreachable(DR))).isEqualTo(unknown);
        assertThat(whenReported(DR, reason)).isInstanceOf(Reading.Good.class);
        assertThat(whenReported(DR, reason, unreachable(new RegionName("eu")))).isInstanceOf(Reading.Good.class);
        assertThat(whenReported(null, reason, unreachable(DR))).isInstanceOf(Reading.Good.class);
        assertThat(whenReported(DR, ErrorCode.NO_SPACE, unreachable(DR))).isInstanceOf(Reading.Good.class);
    }

    private static ProtectionReported.Fault unreachable(RegionName region) {
        return new ProtectionReported.Fault(ErrorCode.STORE_UNREACHABLE, region, "it is not mounted");
    }

    private Reading whenReported(@Nullable RegionName region, ErrorCode reason, ProtectionReported.Fault... faults) {
        return probe.reading(
                new FaultSubject(new ClusterName("shop"), region, reason),
                new Latest<>("shop", NOON, NOON, NOON, Samples.faulty("shop", NOON, faults)),
                false,
                Set.of(),
                NOON);
    }

    @Test
    void whatOnlyTheServerCanTellIsUnknownWhileItIsDown() {
        assertThat(whileDown(new ProtectionReported.Fault(ErrorCode.SLOT_AT_RISK, null, "x")))
                .isEqualTo(new Reading.Unknown("the database is down", true));
    }
}
