package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.monitor.work.Work;

/** What was asked for and what runs, in words. */
record WorkRows(Instant now) {
    /** Who works tells something every half minute; after four times that nobody knows. */
    private static final Duration SILENT = Duration.ofMinutes(2);

    List<Overview.WorkRow> rows(List<Work> work) {
        return work.stream().map(this::row).toList();
    }

    private Overview.WorkRow row(Work work) {
        String asked = "asked " + ago(work.askedAt()) + (work.askedBy() == null ? "" : " by " + work.askedBy());
        boolean silent = Duration.between(work.toldAt(), now).compareTo(SILENT) > 0;
        return switch (work.state()) {
            case Work.State.Asked _ ->
                row(
                        work,
                        silent ? new Overview.Chip(Tone.WARNING, "no answer") : new Overview.Chip(Tone.NOTE, "asked"),
                        asked,
                        silent
                                ? service(work) + " has not answered yet; the request waits for it"
                                : "on its way to " + service(work),
                        null);
            case Work.State.Running running ->
                row(
                        work,
                        silent ? new Overview.Chip(Tone.UNKNOWN, "silent") : new Overview.Chip(Tone.NOTE, "running"),
                        asked,
                        "step " + running.step() + " of " + running.steps() + ", " + running.phase()
                                + (running.percent() == null ? "" : " " + running.percent() + " %")
                                + (silent ? "; nothing was heard since " + Wording.time(work.toldAt(), now) : ""),
                        percent(running));
            case Work.State.Ended ended ->
                row(
                        work,
                        ended.passed() ? new Overview.Chip(Tone.GOOD, "done") : new Overview.Chip(Tone.BAD, "failed"),
                        asked,
                        ago(ended.at()) + ": " + ended.message(),
                        null);
        };
    }

    private static Overview.WorkRow row(
            Work work, Overview.Chip state, String asked, String detail, @Nullable Integer percent) {
        return new Overview.WorkRow(work.id(), state, work.purpose(), asked, detail, percent);
    }

    /** Steps are taken as equally long. */
    private static int percent(Work.State.Running running) {
        int within = running.percent() == null ? 0 : running.percent();
        return Math.clamp((100L * (running.step() - 1) + within) / Math.max(1, running.steps()), 0, 100);
    }

    private static String service(Work work) {
        return switch (work.kind()) {
            case FULL, INCREMENTAL -> "backup-service";
            case RESTORE, DRILL -> "restore-service";
        };
    }

    private String ago(Instant instant) {
        return Wording.duration(Duration.between(instant, now)) + " ago";
    }
}
