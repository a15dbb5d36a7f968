package org.theorder.lifeboat.monitor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

class IncidentIdsTest {
    private static final Instant AT = Instant.parse("2026-11-22T12:03:40.123Z");

    private static String id(RuleName rule, String subject) {
        return IncidentIds.of(new SubjectKey(rule, subject), AT).value();
    }

    @Test
    void anIdIsRuleSubjectAndMoment() {
        assertThat(id(RuleName.SERVICE_DOWN, "shop")).isEqualTo("service-down-shop-20261122t120340123z");
        assertThat(id(RuleName.REPLICATION_LAG, "shop/dr")).isEqualTo("replication-lag-shop-dr-20261122t120340123z");
    }

    @Test
    void longSubjectsStayApart() {
        String common = "x".repeat(63) + "/" + "y".repeat(63);

        String one = id(RuleName.MONITORING_BLIND, common + "1");
        String other = id(RuleName.MONITORING_BLIND, common + "2");

        assertThat(one).hasSize(80).isNotEqualTo(other);
        assertThat(other).hasSize(80).startsWith("monitoring-blind-x").endsWith("-20261122t120340123z");
    }
}
