package org.theorder.lifeboat.restore.breakglass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import picocli.CommandLine.TypeConversionException;

class TargetOptionTest {
    private static RecoveryTarget target(String text) {
        return new TargetOption().convert(text);
    }

    @Test
    void whatPeopleTypeIsUnderstood() {
        assertThat(target("latest")).isEqualTo(new RecoveryTarget.Latest());
        assertThat(target("Immediate")).isEqualTo(new RecoveryTarget.Immediate());
        assertThat(target("16/B374D848")).isEqualTo(new RecoveryTarget.AtLsn(Lsn.parse("16/B374D848")));
        Instant noon = Instant.parse("2026-11-22T12:00:00.123456Z");
        assertThat(target("2026-11-22T12:00:00.123456Z")).isEqualTo(new RecoveryTarget.AtTime(noon));
        assertThat(target("2026-11-22 13:00:00.123456+01:00")).isEqualTo(new RecoveryTarget.AtTime(noon));
    }

    @Test
    void transactionsAndRestorePointsHaveAPrefix() {
        assertThat(target("xid:771")).isEqualTo(new RecoveryTarget.AtTransaction(771, null));
        assertThat(target("name:latest")).isEqualTo(new RecoveryTarget.AtName("latest"));
        assertThat(TargetOption.exclusive(target("xid:771"))).isEqualTo(new RecoveryTarget.AtTransaction(771, false));
    }

    @Test
    void timeWithoutAnOffsetIsNotGuessed() {
        for (String vague :
                new String[] {"2026-11-22T12:00:00", "yesterday", "", "12:00Z", "16/", "2026-11-22T12:00:00 CET"}) {
            assertThatThrownBy(() -> target(vague))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageContaining("with its offset");
        }
    }
}
