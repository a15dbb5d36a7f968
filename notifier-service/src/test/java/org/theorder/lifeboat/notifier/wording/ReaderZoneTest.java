package org.theorder.lifeboat.notifier.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaderZoneTest {
    @Test
    void whoHasSaidNothingReadsUtcAlone() {
        assertThat(ReaderZone.UTC.full(Instant.parse("2026-11-22T12:03:38Z"))).isEqualTo("22 Nov 2026, 12:03:38 UTC");
    }

    // both hours of the night in which clocks are put back, and the two sides of the one in which they are put forward
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-22T12:03:38Z | Europe/Stockholm | 22 Nov 2026, 12:03:38 UTC (13:03:38+01:00 Europe/Stockholm)",
                "2026-07-22T12:03:38Z | Europe/Stockholm | 22 Jul 2026, 12:03:38 UTC (14:03:38+02:00 Europe/Stockholm)",
                "2026-10-25T00:30:00Z | Europe/Stockholm | 25 Oct 2026, 00:30:00 UTC (02:30:00+02:00 Europe/Stockholm)",
                "2026-10-25T01:30:00Z | Europe/Stockholm | 25 Oct 2026, 01:30:00 UTC (02:30:00+01:00 Europe/Stockholm)",
                "2026-03-29T00:59:59Z | Europe/Stockholm | 29 Mar 2026, 00:59:59 UTC (01:59:59+01:00 Europe/Stockholm)",
                "2026-03-29T01:00:00Z | Europe/Stockholm | 29 Mar 2026, 01:00:00 UTC (03:00:00+02:00 Europe/Stockholm)",
                "2026-11-22T23:00:00Z | Asia/Kolkata | 22 Nov 2026, 23:00:00 UTC (23 Nov 2026, 04:30:00+05:30 Asia/Kolkata)",
                "2026-01-22T12:00:00Z | Europe/London | 22 Jan 2026, 12:00:00 UTC (12:00:00+00:00 Europe/London)"
            })
    void theReadersTimeStandsBesideWithTheOffsetOfThatMoment(Instant time, ZoneId zone, String shown) {
        assertThat(new ReaderZone(zone).full(time)).isEqualTo(shown);
    }

    @Test
    void aTimeOfTheSameDayHasNoDate() {
        Instant time = Instant.parse("2026-11-22T12:03:38Z");

        assertThat(new ReaderZone(ZoneId.of("America/New_York")).toTheSecond(time, time))
                .isEqualTo("12:03:38 UTC (07:03:38-05:00 America/New_York)");
    }
}
