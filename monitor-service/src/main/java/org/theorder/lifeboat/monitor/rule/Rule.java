package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/**
 * When something is wrong, how grave that is, who is told and what to do: data, read from a file.
 *
 * @param says what is wrong while it is raised, for people
 * @param thresholds null if nothing is measured ({@link Unit#STATE})
 * @param damping when readings are believed
 * @param severity of a reading that is bad without a measurement
 * @param impact what users feel while it is raised
 * @param plan the recovery plan to consider; null to derive one from the subject: of a cluster, where to restore it from
 * @param always true if no maintenance window may mute it
 * @param cases what is different for some subjects, one list for each file: the first of a list that matches counts, and what
 *     it says is laid over what the lists before say
 */
public record Rule(
        RuleName name,
        String says,
        @Nullable Thresholds thresholds,
        Damping damping,
        Severity severity,
        Team team,
        Impact impact,
        @Nullable String plan,
        boolean always,
        List<List<Case>> cases) {
    /** Subjects of a rule for which something is different. */
    public record Case(SubjectPattern subjects, Changes changes) {}

    /** This rule as it counts for one subject: its own changes first, then those of the cases that match. */
    public Rule of(Subject subject) {
        return with(subject.own()).of(subject.key().subject());
    }

    /** This rule as it counts for a subject of this name, or for those of a pattern: the cases that hold for all of them. */
    public Rule of(String subjects) {
        Rule rule = this;
        for (List<Case> file : cases) {
            rule = rule.with(file.stream()
                    .filter(one -> one.subjects().matches(subjects))
                    .findFirst()
                    .map(Case::changes)
                    .orElse(Changes.NONE));
        }
        return rule;
    }

    /** What a reading means. */
    public Verdict verdict(Reading reading) {
        return switch (reading) {
            case Reading.Good _ -> Verdict.Plain.GOOD;
            case Reading.Between _ -> Verdict.Plain.BETWEEN;
            case Reading.Unknown _ -> Verdict.Plain.UNKNOWN;
            case Reading.Bad _ -> new Verdict.Bad(severity);
            // a rule file cannot take the thresholds of a measured rule away
            case Reading.Measured measured ->
                thresholds == null ? Verdict.Plain.UNKNOWN : verdict(thresholds, measured);
        };
    }

    private static Verdict verdict(Thresholds thresholds, Reading.Measured measured) {
        Verdict verdict = thresholds.verdict(measured.amount());
        return measured.atLeast() && verdict == Verdict.Plain.GOOD ? Verdict.Plain.BETWEEN : verdict;
    }

    /** The same rule with some of it changed. */
    public Rule with(Changes changes) {
        if (changes.equals(Changes.NONE)) {
            return this;
        }
        return new Rule(
                name,
                says,
                thresholds == null ? null : changed(thresholds, changes),
                new Damping(
                        or(changes.raiseAfter(), damping.raiseAfter()),
                        or(changes.raiseFor(), damping.raiseFor()),
                        or(changes.clearAfter(), damping.clearAfter()),
                        or(changes.clearFor(), damping.clearFor())),
                or(changes.severity(), severity),
                or(changes.team(), team),
                or(changes.impact(), impact),
                changes.plan() == null ? plan : changes.plan(),
                always,
                cases);
    }

    private static Thresholds changed(Thresholds before, Changes changes) {
        return new Thresholds(
                before.direction(),
                or(changes.warning(), before.warning()),
                or(changes.critical(), before.critical()),
                or(changes.good(), before.good()));
    }

    private static <T> T or(@Nullable T changed, T before) {
        return changed == null ? before : changed;
    }

    /** Where what is measured in time begins to be bad. */
    public Duration limit() {
        return Duration.ofMillis(Math.round(
                Objects.requireNonNull(thresholds, "durations are measured").first() * 1000));
    }

    /** Why it cannot be used, as the end of a sentence that begins with its name; empty if it can. */
    public Optional<String> problem() {
        if (thresholds != null) {
            return thresholds.problem();
        }
        return name.unit() == Unit.STATE ? Optional.empty() : Optional.of("has no limits although it is measured");
    }

    /** When it raises and clears, for people. */
    public String threshold() {
        return (thresholds == null ? "" : thresholds.text(name.unit())) + damping.text(thresholds != null);
    }
}
