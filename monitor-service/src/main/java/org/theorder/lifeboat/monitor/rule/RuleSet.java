package org.theorder.lifeboat.monitor.rule;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** All rules that are in force at one moment: one for every name. */
public final class RuleSet {
    private final Map<RuleName, Rule> rules;

    /** @throws LifeboatException CONFIGURATION_INVALID if one is missing */
    public RuleSet(Map<RuleName, Rule> rules) {
        this.rules = new EnumMap<>(rules);
        for (RuleName name : RuleName.values()) {
            if (!rules.containsKey(name)) {
                throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "there is no rule " + name);
            }
        }
    }

    /** The rule as it counts for a subject. */
    public Rule of(Subject subject) {
        return named(subject.key().rule()).of(subject);
    }

    /** The rule of this name, as it counts for a subject of which nothing special is known. */
    public Rule named(RuleName name) {
        Rule rule = rules.get(name);
        if (rule == null) {
            throw new LifeboatException(ErrorCode.INTERNAL, "there is no rule " + name);
        }
        return rule;
    }

    /** In the order of the names. */
    public List<Rule> all() {
        return List.copyOf(rules.values());
    }
}
