package org.theorder.lifeboat.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.edge.schedule.CronFields;

/** The five fields of cron. */
class CronTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 2 * * *         | 2026-11-22T02:00 | 2026-11-23T02:00
            0 * * * *         | 2026-11-22T02:00 | 2026-11-22T03:00
            */15 8-10 * * *   | 2026-11-22T10:45 | 2026-11-23T08:00
            5-20/5 0 * * *    | 2026-11-22T00:20 | 2026-11-23T00:05
            10/20 0 * * *     | 2026-11-22T00:30 | 2026-11-22T00:50
            0 0 1,15 * *      | 2026-11-02T00:00 | 2026-11-15T00:00
            0 0 * * 7         | 2026-11-22T00:00 | 2026-11-29T00:00
            0 0 * * Mon-Fri   | 2026-11-20T00:00 | 2026-11-23T00:00
            0 0 1 jan,jul *   | 2026-11-22T00:00 | 2027-01-01T00:00
            0 0 13 * fri      | 2026-11-08T00:00 | 2026-11-13T00:00
            0 0 13 * fri      | 2026-11-13T00:00 | 2026-11-20T00:00
            0 0 29 2 *        | 2026-11-22T00:00 | 2028-02-29T00:00
            59 23 31 12 *     | 2026-12-31T23:59 | 2027-12-31T23:59
            """)
    void nextAndPrevious(String cron, LocalDateTime after, LocalDateTime next) {
        CronFields fields = new Cron(cron).fields();
        assertThat(fields.next(after)).contains(next);
        assertThat(fields.previous(next.plusSeconds(1))).contains(next);
        assertThat(fields.previous(next).orElseThrow()).isBeforeOrEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "*-5 * * * *",
                "0 2 30 2 *",
                "0 0 31 4,6 *",
                "@daily",
                "0 0 L * *"
            })
    void anythingElseIsRefusedWithTheReason(String text) {
        assertThatThrownBy(() -> new Cron(text))
                .isInstanceOf(SettingInvalid.class)
                .hasMessageContaining("for example 0 2 * * *");
    }

    @Test
    void offIsNever() {
        assertThat(Cron.OFF.isOff()).isTrue();
        assertThat(new Cron(" off ")).isEqualTo(Cron.OFF);
    }
}
