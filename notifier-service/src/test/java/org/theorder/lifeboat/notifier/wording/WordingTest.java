package org.theorder.lifeboat.notifier.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordingTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:03:38.9Z");

    @Test
    void todayIsNotSaidAndAnotherDayIs() {
        assertThat(Times.toTheSecond(NOON, NOON)).isEqualTo("12:03:38 UTC");
        assertThat(Times.toTheMinute(NOON, NOON)).isEqualTo("12:03 UTC");
        assertThat(Times.toTheSecond(NOON, NOON.plus(Duration.ofHours(12)))).isEqualTo("22 Nov 2026, 12:03:38 UTC");
        assertThat(Times.toTheMinute(NOON, NOON.minus(Duration.ofDays(1)))).isEqualTo("22 Nov 2026, 12:03 UTC");
    }

    @Test
    void lengthsHaveTheirTwoLargestUnits() {
        assertThat(Times.length(Duration.ofMillis(14_900))).isEqualTo("14 s");
        assertThat(Times.length(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Times.length(Duration.ofSeconds(151))).isEqualTo("2 min 31 s");
        assertThat(Times.length(Duration.ofHours(1))).isEqualTo("1 h");
        assertThat(Times.length(Duration.ofMinutes(95))).isEqualTo("1 h 35 min");
        assertThat(Times.length(Duration.ofHours(76))).isEqualTo("3 d 4 h");
        assertThat(Times.length(Duration.ofSeconds(-5))).isEqualTo("0 s");
    }

    @Test
    void sizesHaveAtMostThreeFigures() {
        assertThat(Sizes.of(0)).isEqualTo("0 bytes");
        assertThat(Sizes.of(999)).isEqualTo("999 bytes");
        assertThat(Sizes.of(312_000_000)).isEqualTo("312 MB");
        assertThat(Sizes.of(1_449_000_000)).isEqualTo("1.4 GB");
        assertThat(Sizes.of(999_900)).isEqualTo("1.0 MB");
        assertThat(Sizes.of(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }

    @Test
    void aLineCannotBreakAHeaderOrTurnItsReaderAround() {
        String hostile = "a\r\nBcc: x@example.org\u0000\u2028b\u202Ec\u0085d\tend";

        assertThat(ForeignText.line(hostile)).isEqualTo("a Bcc: x@example.org b c d end");
    }

    @Test
    void aLineEndsWithAnEllipsisAndNeverInHalfACharacter() {
        String rockets = "🚀".repeat(300);

        String line = ForeignText.line(rockets);

        assertThat(line).hasSizeLessThanOrEqualTo(200).endsWith("…");
        assertThat(line.codePoints().filter(point -> point != '…').distinct().count())
                .isEqualTo(1);
        assertThat(ForeignText.line("\uD83D broken \uDE80")).isEqualTo("? broken ?");
    }

    @Test
    void aBodyKeepsItsLinesAndSaysThatItWasCut() {
        assertThat(ForeignText.body("one\r\ntwo\rthree\n")).isEqualTo("one\ntwo\nthree");
        assertThat(ForeignText.body("x".repeat(1_000_000)))
                .hasSizeLessThan(5_100)
                .endsWith("\n… (shortened: 1000000 characters in all)");
        assertThat(ForeignText.body("bell\u0007 and \u001b[31mred")).isEqualTo("bell  and  [31mred");
    }
}
