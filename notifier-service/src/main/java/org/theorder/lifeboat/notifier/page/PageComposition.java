package org.theorder.lifeboat.notifier.page;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageView.ComponentView;
import org.theorder.lifeboat.notifier.page.PageView.SafetyLine;
import org.theorder.lifeboat.notifier.page.PageView.SectionView;
import org.theorder.lifeboat.notifier.promotion.Promotion;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.ComponentStatus;
import org.theorder.lifeboat.notifier.status.Evidence;
import org.theorder.lifeboat.notifier.status.Safety;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.wording.Moment;
import org.theorder.lifeboat.notifier.wording.Times;

/** Puts the status into the words of the front page. */
record PageComposition(Catalog catalog, Objectives objectives, PageIdentity page) {
    private static final int MOST_DETAILS = 4;

    // open ones, and those of one day: a page that is read on a bad day must still load
    static final int MOST_INCIDENTS = 10;
    private static final String CHECK = "<path d=\"M5.2 8l2 2 3.6-3.8\"/>";
    private static final String QUESTION = "<path d=\"M6.6 6.4a1.4 1.4 0 1 1 1.9 1.4c-.4.2-.5.4-.5.8M8 10.8v.1\"/>";
    private static final String EXCLAMATION = "<path d=\"M8 4.8v3.6M8 10.8v.1\"/>";

    PageView of(Status status) {
        ComponentState overall = status.stale() ? ComponentState.UNKNOWN : status.overall();
        boolean superseded = status.standing() instanceof Standing.Superseded;
        return new PageView(
                Mark.of(overall),
                superseded ? "This page is superseded" : overall.headline(),
                details(status),
                elsewhere(status.standing()),
                safety(status),
                status.recoveries().stream()
                        .map(recovery -> RecoveryLine.of(recovery, catalog, status.at()))
                        .toList(),
                status.open().stream()
                        .limit(MOST_INCIDENTS)
                        .map(incident -> IncidentView.brief(incident, catalog, page, status.at()))
                        .toList(),
                more(status.open().size()),
                maintenances(status),
                catalog.sections().stream()
                        .map(section -> section(section, status))
                        .toList(),
                RecentDays.of(status, HistoryEntry.of(status, catalog, page)));
    }

    private List<IncidentView> maintenances(Status status) {
        Instant horizon = status.at().plus(Duration.ofDays(RecentDays.DAYS));
        return status.maintenances().stream()
                .filter(maintenance -> maintenance.isRunning()
                        || (maintenance.isUpcoming()
                                && maintenance.scheduledFor().isBefore(horizon)))
                .sorted(Comparator.comparing(Maintenance::scheduledFor))
                .limit(MOST_INCIDENTS)
                .map(maintenance -> IncidentView.brief(maintenance, catalog, page, status.at()))
                .toList();
    }

    private static List<String> details(Status status) {
        if (status.standing() instanceof Standing.Superseded other) {
            Promotion made = other.promotion();
            return List.of(
                    "Region " + made.region() + " publishes the status page"
                            + (made.at() == null ? "" : " since " + Times.toTheSecond(made.at(), status.at()))
                            + " (epoch "
                            + made.epoch() + ").",
                    "What stands below is what was last known here; it says nothing about the present.");
        }
        List<String> lines = new ArrayList<>();
        if (status.standing() instanceof Standing.Unconfirmed doubt) {
            lines.add("Whether region " + doubt.silent() + " publishes the status page by now cannot be found out"
                    + (doubt.since() == null ? "." : " since " + Times.toTheSecond(doubt.since(), status.at()) + "."));
            if (!doubt.shown()) {
                lines.add("What is not known is not shown as good.");
                return lines;
            }
        }
        if (status.stale()) {
            return List.of(
                    "This page has not been renewed since " + Times.full(status.at()) + ".",
                    "What is not known is not shown as good.");
        }
        List<ComponentStatus> troubled = status.components().stream()
                .filter(component -> component.state() != ComponentState.OPERATIONAL)
                .sorted((one, other) -> other.state().compareTo(one.state()))
                .toList();
        if (troubled.isEmpty() && status.overall() == ComponentState.OPERATIONAL) {
            lines.add("Each claim stands with its evidence below, and the evidence is fresh.");
        }
        for (ComponentStatus component : troubled.subList(0, Math.min(MOST_DETAILS, troubled.size()))) {
            lines.add(component.component().name() + ": "
                    + component.state().word().toLowerCase(Locale.ROOT)
                    + (component.since() == null ? "" : " since " + Times.toTheSecond(component.since(), status.at())));
        }
        if (troubled.size() > MOST_DETAILS) {
            lines.add("and " + (troubled.size() - MOST_DETAILS) + " more");
        }
        if (status.overall() == ComponentState.UNKNOWN) {
            lines.add("What is not known is not shown as good.");
        }
        return lines;
    }

    private static PageView.@Nullable Elsewhere elsewhere(Standing standing) {
        return switch (standing) {
            case Standing.Superseded(Promotion made, URI page) ->
                page == null ? null : new PageView.Elsewhere(made.region().value(), page.toString());
            case Standing.Unconfirmed doubt ->
                new PageView.Elsewhere(doubt.silent().value(), doubt.page().toString());
            case Standing.InCharge _, Standing.Standby _, Standing.Unread _ -> null;
        };
    }

    private @Nullable SafetyLine safety(Status status) {
        String goal = " (goal " + Times.length(objectives.rpo()) + ")";
        return switch (status.safety()) {
            case Safety.NotMeasured none -> null;
            case Safety.Known known -> known(known, goal, status.at());
            case Safety.Unknown unknown -> unknown(unknown, goal, status.at());
        };
    }

    private static SafetyLine known(Safety.Known known, String goal, Instant now) {
        Evidence claim = new Evidence("Your data is safe up to ", Moment.toTheSecond(known.through(), now), goal);
        String missed = known.goalMet() ? null : "The goal is missed: that is " + Times.length(known.age()) + " ago.";
        String oldest = known.oldest() == null ? null : known.oldest().name() + " is the furthest behind.";
        Mark mark = known.goalMet() ? new Mark("ok", "Safe") : new Mark("de", "Behind the goal");
        return new SafetyLine(mark, known.goalMet() ? CHECK : EXCLAMATION, claim, joined(missed, oldest));
    }

    private static SafetyLine unknown(Safety.Unknown unknown, String goal, Instant now) {
        Evidence claim = unknown.since() == null
                ? Evidence.of("Data safety is not known yet" + goal + ".")
                : new Evidence("Data safety is unknown since ", Moment.toTheSecond(unknown.since(), now), goal + ".");
        String last = unknown.lastThrough() == null
                ? unknown.component().name() + " is not reported on."
                : "Last measured for " + unknown.component().name() + ": safe up to "
                        + Times.toTheSecond(unknown.lastThrough(), now) + ".";
        return new SafetyLine(new Mark("un", "Unknown"), QUESTION, claim, last);
    }

    private static @Nullable String joined(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one + " " + other;
    }

    static @Nullable String more(int incidents) {
        return incidents <= MOST_INCIDENTS ? null : "and " + (incidents - MOST_INCIDENTS) + " more";
    }

    private SectionView section(Catalog.Section section, Status status) {
        ComponentState worst = ComponentState.OPERATIONAL;
        List<ComponentView> components = new ArrayList<>();
        for (var component : section.components()) {
            ComponentStatus own = status.component(component.id());
            worst = worst.worse(own.state());
            components.add(new ComponentView(
                    component.id(),
                    component.name(),
                    component.description(),
                    Mark.of(own.state()),
                    own.evidence(),
                    UptimeView.of(own)));
        }
        return section.group() == null
                ? new SectionView(null, null, Mark.of(worst), components)
                : new SectionView(section.group().name(), section.group().description(), Mark.of(worst), components);
    }
}
