package org.theorder.lifeboat.monitor.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.RuleSet;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

class FaultSubjectTest {
    private static final ClusterName SHOP = new ClusterName("shop");
    private static final RuleSet RULES = RuleBook.ofRelease();
    private static final RegionName DR = new RegionName("dr");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyReasonHasASubjectThatIsReadBack(ErrorCode reason) {
        FaultSubject ofCluster = new FaultSubject(SHOP, null, reason);
        FaultSubject ofRegion = new FaultSubject(SHOP, DR, reason);

        assertThat(FaultSubject.parse(ofCluster.text())).contains(ofCluster);
        assertThat(FaultSubject.parse(ofRegion.text())).contains(ofRegion);
        assertThat(ofRegion.subject().key().rule()).isEqualTo(RuleName.PROTECTION_FAULT);
        assertThat(FaultTitles.of(reason)).isNotBlank();
        assertThat(RULES.of(ofRegion.subject()).plan()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"shop", "shop/dr/x/region-behind", "shop/no-such-code", "SHOP/wal-gap", "shop/D R/wal-gap", ""})
    void whatIsNoSubjectOfOursIsLeftAlone(String text) {
        assertThat(FaultSubject.parse(text)).isEmpty();
    }

    private static Rule rule(@Nullable RegionName region, ErrorCode reason) {
        return RULES.of(new FaultSubject(SHOP, region, reason).subject());
    }

    @Test
    void gravityAndTeamFollowTheReason() {
        assertThat(rule(null, ErrorCode.WAL_GAP).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(rule(null, ErrorCode.LOCK_BROKEN).team()).isEqualTo(Team.SECURITY);
        assertThat(rule(DR, ErrorCode.REGION_BEHIND).severity()).isEqualTo(Severity.WARNING);
        assertThat(rule(DR, ErrorCode.NO_SPACE).team()).isEqualTo(Team.INFRASTRUCTURE);
    }

    /** After a restore the copies are brought together within seconds; that must not page anybody. */
    @Test
    void whatOnlyAListingShowsMustLast() {
        assertThat(rule(DR, ErrorCode.WAL_GAP).damping().raiseFor()).isEqualTo(Duration.ofMinutes(2));
        assertThat(rule(null, ErrorCode.WAL_GAP).damping().raiseFor()).isLessThan(Duration.ofSeconds(10));
    }
}
