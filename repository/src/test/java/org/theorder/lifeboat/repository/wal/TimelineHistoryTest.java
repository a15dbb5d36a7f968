package org.theorder.lifeboat.repository.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.testing.Mutations;
import org.theorder.lifeboat.repository.wal.TimelineHistory.Ancestor;

class TimelineHistoryTest {
    private static final String VALID = """
            1\t0/5000000\tno recovery target specified

            # a comment
            2\t0/5000000\t
            4\t16/B374D848\tbefore transaction 1234
            """;

    private static TimelineHistory parse(String text) {
        return TimelineHistory.parse(5, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ancestorsAreRead() {
        assertThat(parse(VALID).ancestors())
                .containsExactly(
                        new Ancestor(1, Lsn.parse("0/5000000"), "no recovery target specified"),
                        new Ancestor(2, Lsn.parse("0/5000000"), ""),
                        new Ancestor(4, Lsn.parse("16/B374D848"), "before transaction 1234"));
        assertThat(parse(VALID).parent()).get().extracting(Ancestor::timeline).isEqualTo(4);
        assertThat(parse("").parent()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1",
                "1\t",
                "1\tx\treason",
                "0\t0/1\treason",
                "5\t0/1\treason",
                "6\t0/1\treason",
                "99999999999\t0/1\tx",
                "4294967296\t0/1\tx",
                "2\t0/1\tx\n1\t0/2\tx",
                "2\t0/1\tx\n2\t0/2\tx",
                "1\t0/2\tx\n2\t0/1\tx",
                "-1\t0/1\tx"
            })
    void impossibleHistoriesAreRefused(String text) {
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> parse(text))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
    }

    @Test
    void hostileHistoriesAreRefusedOrRead() {
        Mutations.survive(
                VALID.getBytes(StandardCharsets.UTF_8),
                20_000,
                bytes -> TimelineHistory.parse(5, bytes),
                ErrorCode.CORRUPT);
        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> TimelineHistory.parse(5, new byte[TimelineHistory.LARGEST + 1]));
    }
}
