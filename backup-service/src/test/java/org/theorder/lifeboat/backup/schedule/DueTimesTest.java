package org.theorder.lifeboat.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.settings.ScheduleSettings;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ProtectionReported.Due;

class DueTimesTest {
    private static List<Due> due(ScheduleSettings settings, String now) {
        return DueTimes.compute(World.SHOP, settings, at(now)).due();
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + time + ":00Z");
    }

    private static Due incremental(String latest, String next) {
        return new Due(BackupKind.INCREMENTAL, at(latest), at(next));
    }

    @Test
    void everyKindThatHasAScheduleIsWantedAtItsTimes() {
        assertThat(due(World.settings(null, null, List.of(), true), "12:30"))
                .containsExactly(
                        new Due(BackupKind.FULL, at("02:00"), Instant.parse("2026-11-23T02:00:00Z")),
                        incremental("12:00", "13:00"));
        assertThat(due(World.settings("off", null, List.of(), true), "12:30"))
                .containsExactly(incremental("12:00", "13:00"));
    }

    @Test
    void whatFallsIntoABlackoutIsWantedBehindIt() {
        ScheduleSettings blackout = World.settings("off", null, List.of("09:30-11:30"), true);

        assertThat(due(blackout, "09:15")).containsExactly(incremental("09:00", "11:30"));
        assertThat(due(blackout, "10:45")).containsExactly(incremental("09:00", "11:30"));
        assertThat(due(blackout, "11:31")).containsExactly(incremental("11:30", "12:00"));
    }

    @Test
    void whatIsNotMadeUpForIsNotWanted() {
        ScheduleSettings blackout = World.settings("off", null, List.of("09:30-11:30"), false);

        assertThat(due(blackout, "11:31")).containsExactly(incremental("09:00", "12:00"));
    }
}
