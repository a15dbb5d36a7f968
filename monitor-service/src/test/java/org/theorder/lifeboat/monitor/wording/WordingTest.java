package org.theorder.lifeboat.monitor.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "-5, 0 s",
        "59, 59 s",
        "60, 1 min",
        "185, 3 min 5 s",
        "3600, 1 h",
        "7260, 2 h 1 min",
        "86400, 1 d",
        "349200, 4 d 1 h"
    })
    void durationsHaveAtMostTwoUnits(long seconds, String words) {
        assertThat(Wording.duration(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "368259891, 351.2 MiB"})
    void sizesAreBinary(long bytes, String words) {
        assertThat(Wording.bytes(bytes)).isEqualTo(words);
    }

    @Test
    void anotherDayIsNamed() {
        Instant noon = Instant.parse("2026-11-22T12:03:38Z");
        assertThat(Wording.time(noon, noon.plusSeconds(60))).isEqualTo("12:03:38 UTC");
        assertThat(Wording.time(noon, noon.plus(Duration.ofDays(1)))).isEqualTo("2026-11-22 12:03:38 UTC");
    }

    @Test
    void foreignTextBecomesOneShortLine() {
        assertThat(Wording.line("FATAL: no\n\tsuch\u0000database ")).isEqualTo("FATAL: no such database");
        assertThat(Wording.line("x".repeat(1000))).hasSize(301);
    }
}
