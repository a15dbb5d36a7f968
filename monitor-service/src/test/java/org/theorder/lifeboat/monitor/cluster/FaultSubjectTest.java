package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Rule;

class FaultSubjectTest {
    private static final ClusterName SHOP = new ClusterName("shop");
    private static final RegionName DR = new RegionName("dr");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyReasonHasASubjectThatIsReadBack(ErrorCode reason) {
        FaultSubject ofCluster = new FaultSubject(SHOP, null, reason);
        FaultSubject ofRegion = new FaultSubject(SHOP, DR, reason);

        assertThat(FaultSubject.parse(ofCluster.text())).contains(ofCluster);
        assertThat(FaultSubject.parse(ofRegion.text())).contains(ofRegion);
        assertThat(ofRegion.subject().key().rule()).isEqualTo(Rule.PROTECTION_FAULT);
        assertThat(FaultTreatment.of(reason).remedy()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"shop", "shop/dr/x/region-behind", "shop/no-such-code", "SHOP/wal-gap", "shop/D R/wal-gap", ""})
    void whatIsNoSubjectOfOursIsLeftAlone(String text) {
        assertThat(FaultSubject.parse(text)).isEmpty();
    }

    @Test
    void gravityAndTeamFollowTheReason() {
        assertThat(FaultTreatment.of(ErrorCode.WAL_GAP).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(FaultTreatment.of(ErrorCode.LOCK_BROKEN).team()).isEqualTo(Team.SECURITY);
        assertThat(FaultTreatment.of(ErrorCode.REGION_BEHIND).severity()).isEqualTo(Severity.WARNING);
    }

    /** After a restore the copies are brought together within seconds; that must not page anybody. */
    @Test
    void whatOnlyAListingShowsMustLast() {
        assertThat(new FaultSubject(SHOP, DR, ErrorCode.WAL_GAP).raiseFor()).isEqualTo(Duration.ofMinutes(2));
        assertThat(new FaultSubject(SHOP, null, ErrorCode.WAL_GAP).raiseFor()).isLessThan(Duration.ofSeconds(10));
    }
}
