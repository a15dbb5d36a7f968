package org.theorder.lifeboat.monitor.rulebook;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.rule.Changes;
import org.theorder.lifeboat.monitor.rule.Direction;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Unit;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/** The fields of a rule, or of one of its cases. */
final class ChangesReader {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(ms|s|m|min|h|d)");
    private static final Pattern PERCENT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?%?");
    private static final Set<String> COMMON =
            Set.of("raise-after", "raise-for", "clear-after", "clear-for", "team", "impact", "plan");

    private static final String NO_LIMIT = "none";
    private static final String SEVERITY = "severity";

    private final YamlFile file;
    private final RuleName rule;
    private final String warning;
    private final String critical;
    private final String good;
    private final Set<String> allowed = new TreeSet<>(COMMON);

    ChangesReader(YamlFile file, RuleName rule) {
        this.file = file;
        this.rule = rule;
        this.warning = "warning-" + side(rule.direction());
        this.critical = "critical-" + side(rule.direction());
        this.good = "good-" + side(rule.direction().opposite());
        if (rule.unit() != Unit.STATE) {
            allowed.addAll(Set.of(warning, critical, good));
        }
        if (rule.hasSeverity()) {
            allowed.add(SEVERITY);
        }
    }

    private static String side(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }

    Changes read(List<NodeTuple> fields) {
        Map<String, Node> values = new HashMap<>();
        for (NodeTuple field : fields) {
            String key = file.text(field.getKeyNode());
            if (!allowed.contains(key)) {
                throw file.refused(field.getKeyNode(), "the rule " + rule + " has no '" + key + "'; " + instead(key));
            }
            if (values.put(key, field.getValueNode()) != null) {
                throw file.refused(field.getKeyNode(), key + " is there twice");
            }
        }
        return new Changes(
                value(values, warning, this::amount),
                value(values, critical, this::amount),
                value(values, good, this::amount),
                value(values, "raise-after", this::count),
                value(values, "raise-for", this::duration),
                value(values, "clear-after", this::count),
                value(values, "clear-for", this::duration),
                value(values, SEVERITY, node -> choice(node, Severity.values())),
                value(values, "team", node -> choice(node, Team.values())),
                value(values, "impact", node -> choice(node, Impact.values())),
                value(values, "plan", file::text));
    }

    private String instead(String key) {
        return key.equals(SEVERITY)
                ? "it is measured, so use " + critical + " or " + warning
                : "it has " + String.join(", ", allowed);
    }

    private static <T> @Nullable T value(Map<String, Node> values, String key, Function<Node, T> read) {
        Node node = values.get(key);
        return node == null ? null : read.apply(node);
    }

    /** In the unit of the rule; the word none takes a step away. */
    private Double amount(Node node) {
        if (NO_LIMIT.equals(file.text(node))) {
            return rule.direction().limitless();
        }
        return switch (rule.unit()) {
            case DURATION -> duration(node).toMillis() / 1000.0;
            case PERCENT, COUNT, STATE -> number(node);
        };
    }

    private double number(Node node) {
        Matcher number = PERCENT.matcher(file.text(node));
        if (!number.matches()) {
            throw file.refused(node, "a number is expected here, for example 80, not '" + file.text(node) + "'");
        }
        return Double.parseDouble(number.group(1));
    }

    private Duration duration(Node node) {
        Matcher parts = DURATION.matcher(file.text(node));
        if (!parts.matches()) {
            throw file.refused(
                    node, "a duration is expected here, for example 90s, 5m, 4h or 30d, not '" + file.text(node) + "'");
        }
        long millis = switch (parts.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(parts.group(1)) * millis));
    }

    private Integer count(Node node) {
        String text = file.text(node);
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw file.refused(node, "a whole number from 1 is expected here, not '" + text + "'");
        }
        return Integer.valueOf(text);
    }

    private <E extends Enum<E>> E choice(Node node, E[] values) {
        String text = file.text(node);
        return Arrays.stream(values)
                .filter(value -> wireName(value).equals(text))
                .findFirst()
                .orElseThrow(() -> file.refused(
                        node,
                        Arrays.stream(values).map(ChangesReader::wireName).collect(Collectors.joining(", "))
                                + " is expected here, not '" + text + "'"));
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
