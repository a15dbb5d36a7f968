package org.theorder.lifeboat.monitor.rulebook;

import java.io.StringReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A YAML file as nodes that know their line. No types are resolved: {@code yes} is a text until somebody wants a truth. */
final class YamlFile {
    private final String name;

    YamlFile(String name) {
        this.name = name;
    }

    /** @throws RulesRefused if it is no YAML mapping */
    List<NodeTuple> root(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(10);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return root == null ? List.of() : entries(root);
        } catch (MarkedYAMLException e) {
            throw new RulesRefused(place(e.getProblemMark()) + "is not YAML: " + Wording.line(e.getProblem()));
        } catch (YAMLException e) {
            throw new RulesRefused(name + ": is not YAML: " + Wording.line(String.valueOf(e.getMessage())));
        }
    }

    List<NodeTuple> entries(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue();
        }
        if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return List.of();
        }
        throw refused(node, "names with values are expected here");
    }

    String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue().strip();
        }
        throw refused(node, "one value is expected here");
    }

    boolean truth(Node node) {
        return switch (text(node)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused(node, "true or false is expected here, not '" + text(node) + "'");
        };
    }

    /** A refusal that says where: lines count from 1. */
    RulesRefused refused(Node node, String reason) {
        return new RulesRefused(place(node.getStartMark()) + reason);
    }

    private String place(@Nullable Mark mark) {
        return name + (mark == null ? "" : ":" + (mark.getLine() + 1)) + ": ";
    }
}
