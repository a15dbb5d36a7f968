package org.theorder.lifeboat.notifier.subscriber;

import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.wording.ReaderZone;

/**
 * The form for readers who want to be told.
 *
 * @param fault what was wrong with what they sent; null if nothing
 * @param to what they typed
 */
public record FormView(@Nullable String fault, String to, List<Choice> components, List<Choice> zones) {
    /** Something to choose. */
    public record Choice(String value, String name, boolean chosen) {}

    /** Zones that are named after a place, and UTC. */
    private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(zone ->
                    zone.matches("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+"))
            .sorted(Comparator.naturalOrder())
            .toList();

    /** @param zone what they chose */
    public static FormView of(
            @Nullable String fault, String to, List<Component> components, Set<String> chosen, String zone) {
        return new FormView(
                fault,
                to,
                components.stream()
                        .map(component -> new Choice(component.id(), component.name(), chosen.contains(component.id())))
                        .toList(),
                ZONES.stream()
                        .map(name -> new Choice(name, name, name.equals(zone)))
                        .toList());
    }

    /** Whether a reader may choose it. */
    static boolean offers(String zone) {
        return zone.equals(ReaderZone.UTC.zone().getId()) || ZONES.contains(zone);
    }
}
