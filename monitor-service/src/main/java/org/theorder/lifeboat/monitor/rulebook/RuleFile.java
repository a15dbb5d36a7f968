package org.theorder.lifeboat.monitor.rulebook;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Damping;
import org.theorder.lifeboat.monitor.rule.Direction;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.RuleSet;
import org.theorder.lifeboat.monitor.rule.SubjectPattern;
import org.theorder.lifeboat.monitor.rule.Thresholds;
import org.theorder.lifeboat.monitor.rule.Unit;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * A file of rules: names of rules, and below each what is different from the rules before. Every refusal names file, line and
 * reason.
 */
final class RuleFile {
    private static final Set<String> OF_A_RULE = Set.of("says", "always", "cases");

    private final YamlFile file;

    /** @param name of the file, for refusals */
    RuleFile(String name) {
        this.file = new YamlFile(name);
    }

    /**
     * @param before the rules that the file changes; null for the first file, which has to say everything
     * @throws RulesRefused naming file, line and reason
     */
    RuleSet read(String text, @Nullable RuleSet before) {
        Map<RuleName, Rule> rules = new EnumMap<>(RuleName.class);
        if (before != null) {
            before.all().forEach(rule -> rules.put(rule.name(), rule));
        }
        Set<RuleName> seen = new HashSet<>();
        for (NodeTuple entry : file.root(text)) {
            String key = file.text(entry.getKeyNode());
            RuleName name = RuleName.of(key)
                    .orElseThrow(() ->
                            file.refused(entry.getKeyNode(), "there is no rule '" + key + "'; GET /rules lists them"));
            if (!seen.add(name)) {
                throw file.refused(entry.getKeyNode(), "the rule " + name + " is there twice");
            }
            rules.put(name, rule(rules.getOrDefault(name, blank(name)), entry));
        }
        return new RuleSet(rules);
    }

    private static Rule blank(RuleName name) {
        Direction direction = name.direction();
        return new Rule(
                name,
                "",
                name.unit() == Unit.STATE
                        ? null
                        : new Thresholds(
                                direction,
                                direction.limitless(),
                                direction.limitless(),
                                direction.opposite().limitless()),
                Damping.NONE,
                Severity.WARNING,
                Team.INFRASTRUCTURE,
                Impact.NONE,
                null,
                false,
                List.of());
    }

    private Rule rule(Rule before, NodeTuple entry) {
        List<NodeTuple> fields = file.entries(entry.getValueNode());
        ChangesReader changes = new ChangesReader(file, before.name());
        Rule changed = before.with(
                changes.read(fields.stream().filter(field -> !ofARule(field)).toList()));
        changed.problem().ifPresent(problem -> {
            throw file.refused(entry.getKeyNode(), "the rule " + before.name() + " " + problem);
        });
        String says = before.says();
        boolean always = before.always();
        List<List<Rule.Case>> cases = new ArrayList<>(before.cases());
        all(before)
                .forEach(one -> changed.with(one.changes()).problem().ifPresent(problem -> {
                    throw file.refused(
                            entry.getKeyNode(),
                            "the rule " + before.name() + " for " + one.subjects() + " then " + problem);
                }));
        for (NodeTuple field : fields) {
            switch (file.text(field.getKeyNode())) {
                case "says" -> says = file.text(field.getValueNode());
                case "always" -> always = always(before, field.getValueNode());
                case "cases" -> cases.add(cases(changed, changes, field.getValueNode()));
                default -> {}
            }
        }
        return new Rule(
                before.name(),
                says,
                changed.thresholds(),
                changed.damping(),
                changed.severity(),
                changed.team(),
                changed.impact(),
                changed.plan(),
                always,
                List.copyOf(cases));
    }

    /** What nobody may be kept from hearing stays so. */
    private boolean always(Rule before, Node node) {
        boolean always = file.truth(node);
        if (before.always() && !always) {
            throw file.refused(node, "the rule " + before.name() + " is never muted, so always cannot be false");
        }
        return always;
    }

    private boolean ofARule(NodeTuple field) {
        return OF_A_RULE.contains(file.text(field.getKeyNode()));
    }

    private static Stream<Rule.Case> all(Rule rule) {
        return rule.cases().stream().flatMap(List::stream);
    }

    private List<Rule.Case> cases(Rule rule, ChangesReader changes, Node node) {
        List<Rule.Case> cases = new ArrayList<>();
        for (NodeTuple entry : file.entries(node)) {
            SubjectPattern subjects = new SubjectPattern(file.text(entry.getKeyNode()));
            Changes laid = changes.read(file.entries(entry.getValueNode()));
            problem(rule, subjects, laid).ifPresent(problem -> {
                throw file.refused(entry.getKeyNode(), "the rule " + rule.name() + " for " + subjects + " " + problem);
            });
            cases.add(new Rule.Case(subjects, laid));
        }
        return List.copyOf(cases);
    }

    /** It has to fit whatever of the file before it may be laid over. */
    private static Optional<String> problem(Rule rule, SubjectPattern subjects, Changes laid) {
        return Stream.concat(Stream.of(rule.of(subjects.text())), all(rule).map(one -> rule.with(one.changes())))
                .flatMap(under -> under.with(laid).problem().stream())
                .findFirst();
    }
}
