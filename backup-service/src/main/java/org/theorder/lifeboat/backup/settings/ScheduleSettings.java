package org.theorder.lifeboat.backup.settings;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * When backups are taken by themselves.
 *
 * @param full default 02:00; {@code off} also switches off the first full backup of a new cluster
 * @param incremental default every hour
 * @param zone in which the crons and the blackout windows are meant; default UTC
 * @param jitter the longest delay behind the cron's time; each cluster has its own fixed share of it; default 5 minutes
 * @param blackout nothing begins by schedule in these windows
 * @param catchUp whether what was missed (service down, blackout, paused) is made up for, once; default yes
 */
public record ScheduleSettings(
        Cron full,
        Cron incremental,

        @Schema(type = SchemaType.STRING, examples = "Europe/Berlin")
        ZoneId zone,

        Duration jitter,
        List<BlackoutWindow> blackout,
        boolean catchUp) {
    private static final Duration LONGEST_JITTER = Duration.ofHours(1);

    public static final ScheduleSettings DEFAULT = new ScheduleSettings(
            new Cron("0 2 * * *"), new Cron("0 * * * *"), ZoneId.of("UTC"), Duration.ofMinutes(5), List.of(), true);

    public ScheduleSettings {
        blackout = List.copyOf(blackout);
        SettingInvalid.require(
                !jitter.isNegative() && jitter.compareTo(LONGEST_JITTER) <= 0,
                "schedule.jitter",
                jitter + " is not between nothing and " + LONGEST_JITTER);
    }

    /** Whether a blackout window covers this moment. */
    public boolean blackedOut(Instant moment) {
        ZonedDateTime there = moment.atZone(zone);
        return blackout.stream().anyMatch(window -> window.contains(there));
    }

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(
            @Nullable String full,
            @Nullable String incremental,
            @Nullable String zone,
            @Nullable Duration jitter,
            @Nullable List<String> blackout,
            @Nullable Boolean catchUp) {
        ScheduleSettings over(ScheduleSettings base) {
            return new ScheduleSettings(
                    full == null ? base.full : Cron.of("schedule.full", full),
                    incremental == null ? base.incremental : Cron.of("schedule.incremental", incremental),
                    zone == null ? base.zone : zone(zone),
                    Objects.requireNonNullElse(jitter, base.jitter),
                    blackout == null
                            ? base.blackout
                            : blackout.stream().map(BlackoutWindow::new).toList(),
                    Objects.requireNonNullElse(catchUp, base.catchUp));
        }

        private static ZoneId zone(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                throw new SettingInvalid(
                        "schedule.zone",
                        "'" + text.replaceAll("\\p{Cntrl}", "?")
                                + "' is not a time zone, for example UTC or Europe/Berlin");
            }
        }
    }
}
