package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.check.Check;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.incident.IncidentEntry;
import org.theorder.lifeboat.monitor.objective.QuarterStore;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.monitor.work.BackupsTaken;
import org.theorder.lifeboat.monitor.work.RestoreService;
import org.theorder.lifeboat.monitor.work.Work;

/** Turns what is known at one moment into what the page says. Pure. */
final class OverviewBuilder {
    private static final Duration EVALUATION_STALE = Duration.ofSeconds(30);

    private final Instant now;

    OverviewBuilder(Instant now) {
        this.now = now;
    }

    /**
     * What is known.
     *
     * @param backups taken within {@link Chains#SHOWN}, oldest first
     * @param quarters of the last day
     * @param down clusters whose service is down by an open incident
     * @param evaluatedAt null if never
     */
    record Known(
            List<ClusterFacts> clusters,
            List<Check> checks,
            List<Incident> open,
            Map<IncidentId, List<IncidentEntry>> timelines,
            List<Work> work,
            Map<ClusterName, List<BackupsTaken.Taken>> backups,
            Map<ClusterName, List<QuarterStore.Quarter>> quarters,
            RestoreService.Answer<Optional<Instant>> nextDrill,
            Set<ClusterName> down,
            @Nullable Instant evaluatedAt) {}

    Overview build(Known known) {
        List<Check> checks =
                known.checks().stream().map(check -> check.asOf(now)).toList();
        List<Overview.Answer> answers = new Answers(known.clusters(), known.down(), now).both();
        Verdict verdict = verdict(known, checks, answers);
        return new Overview(
                verdict.tone(),
                verdict.headline(),
                answers,
                known.open().stream()
                        .map(incident -> card(incident, known.timelines().getOrDefault(incident.id(), List.of())))
                        .toList(),
                new WorkRows(now).rows(known.work()),
                known.clusters().stream().map(facts -> card(facts, known)).toList(),
                StorageRows.of(checks),
                drill(known.nextDrill()),
                checks.stream().map(this::row).toList(),
                summary(checks),
                Moments.of(now, now),
                known.evaluatedAt() == null ? null : Moments.of(known.evaluatedAt(), now));
    }

    private Overview.ClusterCard card(ClusterFacts facts, Known known) {
        return new ClusterCards(now)
                .card(
                        facts,
                        new Chains(now).chain(known.backups().getOrDefault(facts.cluster(), List.of())),
                        new Histories(now, facts.rpoGoal())
                                .history(known.quarters().getOrDefault(facts.cluster(), List.of())));
    }

    private Overview.Line drill(RestoreService.Answer<Optional<Instant>> next) {
        String name = "Next drill";
        return switch (next) {
            case RestoreService.Answer.Silent<Optional<Instant>> silent ->
                new Overview.Line(name, Tone.UNKNOWN, "unknown: restore-service: " + silent.why(), null);
            case RestoreService.Answer.Told<Optional<Instant>> told ->
                told.value()
                        .map(at -> new Overview.Line(
                                name,
                                Tone.NOTE,
                                "in " + Wording.duration(Duration.between(now, at)),
                                Moments.of(at, now)))
                        .orElse(new Overview.Line(name, Tone.WARNING, "none is planned", null));
        };
    }

    private record Verdict(Tone tone, String headline) {}

    /** The first that applies: what nobody measured is never good, and what is wrong comes before what is unproven. */
    private Verdict verdict(Known known, List<Check> checks, List<Overview.Answer> answers) {
        Instant evaluatedAt = known.evaluatedAt();
        if (evaluatedAt == null) {
            return new Verdict(Tone.UNKNOWN, "Nothing has been evaluated yet");
        }
        if (Duration.between(evaluatedAt, now).compareTo(EVALUATION_STALE) > 0) {
            return new Verdict(Tone.UNKNOWN, "Nobody is looking since " + Wording.time(evaluatedAt, now));
        }
        long critical = known.open().stream()
                .filter(incident -> incident.severity() == Severity.CRITICAL)
                .count();
        if (critical > 0) {
            return new Verdict(Tone.BAD, counted(critical, "critical incident is open", "critical incidents are open"));
        }
        Tone worst = Tone.worst(answers.stream().map(Overview.Answer::tone).toList());
        if (worst.compareTo(Tone.SERIOUS) >= 0) {
            return new Verdict(worst, "Not as safe as promised");
        }
        if (!known.open().isEmpty()) {
            return new Verdict(Tone.WARNING, counted(known.open().size(), "incident is open", "incidents are open"));
        }
        long failing = count(checks, CheckState.FAILING);
        if (failing > 0) {
            return new Verdict(Tone.WARNING, counted(failing, "check is failing", "checks are failing"));
        }
        long unknown = count(checks, CheckState.UNKNOWN);
        if (unknown > 0) {
            return new Verdict(
                    Tone.UNKNOWN, counted(unknown, "check cannot be evaluated", "checks cannot be evaluated"));
        }
        return switch (worst) {
            case GOOD, NOTE -> new Verdict(Tone.GOOD, "Safe now, and recoverable");
            case UNKNOWN ->
                new Verdict(
                        Tone.UNKNOWN,
                        answers.getFirst().tone() == Tone.GOOD
                                ? "Safe now; recovery is not proven yet"
                                : "Nobody can say whether the data is safe");
            case WARNING, SERIOUS, BAD -> new Verdict(worst, "Less safe than it should be");
        };
    }

    Overview.IncidentCard card(Incident incident, List<IncidentEntry> timeline) {
        return new Overview.IncidentCard(
                incident.id().value(),
                incident.title(),
                new Overview.Chip(tone(incident.severity()), incident.severity().wireName()),
                Moments.of(incident.openedAt(), now),
                Wording.duration(Duration.between(incident.openedAt(), now)),
                incident.team().wireName(),
                incident.acknowledgedBy(),
                incident.suggestedPlan(),
                incident.facts().stream()
                        .map(fact -> new Overview.Pair(fact.name(), fact.value()))
                        .toList(),
                timeline.reversed().stream()
                        .map(entry -> new Overview.Line(
                                entry.status().wireName(),
                                Tone.NOTE,
                                entry.message() + (entry.automatic() ? " (automatic)" : ""),
                                Moments.of(entry.at(), now)))
                        .toList());
    }

    private static Tone tone(Severity severity) {
        return switch (severity) {
            case CRITICAL -> Tone.BAD;
            case WARNING -> Tone.WARNING;
            case INFO -> Tone.NOTE;
        };
    }

    private Overview.CheckRow row(Check check) {
        return new Overview.CheckRow(
                chip(check.state()),
                check.rule(),
                check.subject(),
                check.value(),
                Wording.duration(Duration.between(check.since(), now)),
                check.threshold());
    }

    static Overview.Chip chip(CheckState state) {
        return switch (state) {
            case OK -> new Overview.Chip(Tone.GOOD, "ok");
            case FAILING -> new Overview.Chip(Tone.BAD, "failing");
            case UNKNOWN -> new Overview.Chip(Tone.UNKNOWN, "unknown");
        };
    }

    private static String summary(List<Check> checks) {
        if (checks.isEmpty()) {
            return "none is configured";
        }
        return String.join(
                ", ",
                Stream.of(CheckState.values())
                        .map(state -> count(checks, state) + " " + state.wireName())
                        .toList());
    }

    private static long count(List<Check> checks, CheckState state) {
        return checks.stream().filter(check -> check.state() == state).count();
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
