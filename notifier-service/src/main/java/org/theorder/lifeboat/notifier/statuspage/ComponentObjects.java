package org.theorder.lifeboat.notifier.statuspage;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.component.ComponentGroup;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.status.ComponentState;
import org.theorder.lifeboat.notifier.status.ComponentStatus;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.statuspage.StatuspageObjects.ComponentObject;

/**
 * Components and groups as the API shows them.
 *
 * @param all in the order of the page, each group before its members
 */
record ComponentObjects(List<ComponentObject> all) {
    static ComponentObjects of(Status status, Catalog catalog, PageIdentity page, Dialect dialect) {
        List<ComponentObject> objects = new ArrayList<>();
        for (Catalog.Section section : catalog.sections()) {
            List<ComponentStatus> members = section.components().stream()
                    .map(component -> status.component(component.id()))
                    .toList();
            if (section.group() != null) {
                objects.add(group(section.group(), members, objects.size() + 1, page, dialect));
            }
            for (ComponentStatus member : members) {
                objects.add(component(member, objects.size() + 1, page, dialect));
            }
        }
        return new ComponentObjects(List.copyOf(objects));
    }

    /** Those of an incident or a maintenance. */
    List<ComponentObject> withIds(Collection<String> ids) {
        return all.stream().filter(component -> ids.contains(component.id())).toList();
    }

    private static ComponentObject group(
            ComponentGroup group, List<ComponentStatus> members, int position, PageIdentity page, Dialect dialect) {
        ComponentState worst = ComponentState.OPERATIONAL;
        for (ComponentStatus member : members) {
            worst = worst.worse(member.state());
        }
        return new ComponentObject(
                group.id(),
                group.name(),
                dialect.word(worst),
                members.stream()
                        .map(ComponentStatus::firstSeen)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                members.stream()
                        .map(ComponentStatus::changedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                position,
                group.description(),
                false,
                null,
                null,
                page.id(),
                true,
                false,
                members.stream().map(member -> member.component().id()).toList());
    }

    private static ComponentObject component(ComponentStatus status, int position, PageIdentity page, Dialect dialect) {
        Component component = status.component();
        return new ComponentObject(
                component.id(),
                component.name(),
                dialect.word(status.state()),
                status.firstSeen(),
                status.changedAt(),
                position,
                component.description(),
                true,
                LocalDate.ofInstant(status.firstSeen(), ZoneOffset.UTC),
                component.group(),
                page.id(),
                false,
                false,
                null);
    }
}
