package org.theorder.lifeboat.notifier.component;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * All components and groups in the order of the page.
 *
 * @param sections what stands below each other on the page
 */
public record Catalog(List<Section> sections) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /**
     * A group with its components, or components without a group that stand next to each other.
     *
     * @param group null for components that stand alone
     */
    public record Section(@Nullable ComponentGroup group, List<Component> components) {}

    public Catalog {
        sections = List.copyOf(sections);
    }

    public List<Component> components() {
        return sections.stream()
                .flatMap(section -> section.components().stream())
                .toList();
    }

    public Optional<Component> component(String id) {
        return components().stream()
                .filter(component -> component.id().equals(id))
                .findFirst();
    }

    /** The ids of the components that stand for this cluster. */
    public List<String> componentsOf(ClusterName cluster) {
        return components().stream()
                .filter(component -> cluster.equals(component.cluster()))
                .map(Component::id)
                .toList();
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key that is wrong and what is allowed */
    public static Catalog of(ComponentSettings components, GroupSettings groups) {
        List<Placed> placed = new ArrayList<>();
        groups.groups().forEach((id, declared) -> placed.add(group(id, declared, components)));
        components.components().forEach((id, declared) -> {
            Component component = component(id, declared, groups);
            if (component.group() == null) {
                placed.add(new Placed(declared.position(), declared.name(), new Section(null, List.of(component))));
            }
        });
        placed.sort(Comparator.comparingInt(Placed::position).thenComparing(Placed::name));
        return new Catalog(neighboursJoined(placed));
    }

    private record Placed(int position, String name, Section section) {}

    private static Placed group(String id, GroupSettings.Declared declared, ComponentSettings components) {
        String key = "lifeboat.notifier.groups." + id;
        checkId(key, id);
        checkName(key, declared.name());
        List<Component> members = components.components().entrySet().stream()
                .filter(entry -> entry.getValue().group().filter(id::equals).isPresent())
                .sorted(Map.Entry.comparingByValue(Comparator.comparingInt(ComponentSettings.Declared::position)
                        .thenComparing(ComponentSettings.Declared::name)))
                .map(entry -> new Component(
                        entry.getKey(),
                        entry.getValue().name(),
                        entry.getValue().description().orElse(null),
                        cluster(entry.getKey(), entry.getValue()),
                        id))
                .toList();
        if (members.isEmpty()) {
            throw invalid(key + " has no components; set lifeboat.notifier.components.<id>.group=" + id
                    + " for at least one, or remove the group");
        }
        if (components.components().containsKey(id)) {
            throw invalid(key + " has the id of a component; ids of groups and components must differ");
        }
        ComponentGroup group =
                new ComponentGroup(id, declared.name(), declared.description().orElse(null));
        return new Placed(declared.position(), declared.name(), new Section(group, members));
    }

    private static Component component(String id, ComponentSettings.Declared declared, GroupSettings groups) {
        String key = "lifeboat.notifier.components." + id;
        checkId(key, id);
        checkName(key, declared.name());
        declared.group().ifPresent(group -> {
            if (!groups.groups().containsKey(group)) {
                throw invalid(key + ".group is '" + group + "', which is not declared; set lifeboat.notifier.groups."
                        + group + ".name");
            }
        });
        return new Component(
                id,
                declared.name(),
                declared.description().orElse(null),
                cluster(id, declared),
                declared.group().orElse(null));
    }

    private static @Nullable ClusterName cluster(String id, ComponentSettings.Declared declared) {
        if (declared.cluster().isEmpty()) {
            return null;
        }
        try {
            return new ClusterName(declared.cluster().get());
        } catch (LifeboatException e) {
            throw invalid("lifeboat.notifier.components." + id + ".cluster: " + e.explanation());
        }
    }

    private static List<Section> neighboursJoined(List<Placed> placed) {
        List<Section> sections = new ArrayList<>();
        for (Placed next : placed) {
            Section last = sections.isEmpty() ? null : sections.getLast();
            if (last != null && last.group() == null && next.section().group() == null) {
                List<Component> both = new ArrayList<>(last.components());
                both.addAll(next.section().components());
                sections.set(sections.size() - 1, new Section(null, List.copyOf(both)));
            } else {
                sections.add(next.section());
            }
        }
        return sections;
    }

    private static void checkId(String key, String id) {
        if (!ID.matcher(id).matches()) {
            throw invalid(key + ": an id has lower-case letters, digits and dashes, 63 at most");
        }
    }

    private static void checkName(String key, String name) {
        if (name.isBlank() || name.length() > 100) {
            throw invalid(key + ".name must have 1 to 100 characters");
        }
    }

    private static LifeboatException invalid(String message) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
