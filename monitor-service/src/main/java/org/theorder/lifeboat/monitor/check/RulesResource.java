package org.theorder.lifeboat.monitor.check;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.SubjectPattern;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/** The rules that are in force, and what each of them sees now. */
@Path("/rules")
@Tag(name = "rules")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class RulesResource {
    private final RuleBook book;
    private final CheckStore checks;
    private final Clock clock;

    RulesResource(RuleBook book, CheckStore checks, Clock clock) {
        this.book = book;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * All rules.
     *
     * @param refused why the newest file was not taken; null if it was
     */
    public record RulesInForce(@Nullable String refused, List<RuleInForce> rules) {}

    /**
     * A rule.
     *
     * @param threshold when it raises and clears, for most of its subjects
     * @param severity of what is bad without a measurement; null if limits alone decide
     * @param plan the recovery plan to consider; null if it is derived from the subject
     * @param always true if nothing mutes or damps it
     * @param cases what differs for some subjects, by their pattern; those of the release first
     * @param now what it sees; empty if it watches nothing
     */
    public record RuleInForce(
            String name,
            String says,
            String threshold,
            @Nullable Severity severity,
            Team team,
            Impact impact,
            @Nullable String plan,
            boolean always,
            List<RuleCase> cases,
            List<Seen> now) {}

    /**
     * Subjects for which something is different, and all that counts for them; for some of them another case may say more.
     */
    public record RuleCase(
            String subjects,
            String threshold,
            @Nullable Severity severity,
            Team team,
            Impact impact,
            @Nullable String plan) {}

    /** A subject and its newest reading. */
    public record Seen(String subject, CheckState state, Instant since, String value) {}

    @GET
    @Operation(
            summary = "All rules with what each of them sees now",
            description =
                    "They are those of the release, changed by lifeboat.monitor.rules.file. For a subject counts the first"
                            + " case of the release that matches, and over it is laid the first of the file.")
    public RulesInForce rules() {
        Instant now = clock.instant();
        Map<String, List<Check>> seen =
                checks.all().stream().map(check -> check.asOf(now)).collect(Collectors.groupingBy(Check::rule));
        return new RulesInForce(
                book.refusal().orElse(null),
                book.current().all().stream()
                        .map(rule -> shown(rule, seen.getOrDefault(rule.name().wireName(), List.of())))
                        .toList());
    }

    private static RuleInForce shown(Rule rule, List<Check> seen) {
        return new RuleInForce(
                rule.name().wireName(),
                rule.says(),
                rule.threshold(),
                severity(rule),
                rule.team(),
                rule.impact(),
                rule.plan(),
                rule.always(),
                rule.cases().stream()
                        .flatMap(List::stream)
                        .map(one -> shown(rule, one.subjects()))
                        .toList(),
                seen.stream()
                        .map(check -> new Seen(check.subject(), check.state(), check.since(), check.value()))
                        .toList());
    }

    private static RuleCase shown(Rule rule, SubjectPattern subjects) {
        Rule changed = rule.of(subjects.text());
        return new RuleCase(
                subjects.text(),
                changed.threshold(),
                severity(changed),
                changed.team(),
                changed.impact(),
                changed.plan());
    }

    private static @Nullable Severity severity(Rule rule) {
        return rule.name().hasSeverity() ? rule.severity() : null;
    }
}
