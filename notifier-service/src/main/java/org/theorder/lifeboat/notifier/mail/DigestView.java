package org.theorder.lifeboat.notifier.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.HeldMessage;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ReaderZone;

/**
 * What happened while somebody was not to be disturbed, incident by incident.
 *
 * @param headline how much that is
 */
public record DigestView(String page, boolean drill, String headline, List<Item> items) {
    /**
     * One incident.
     *
     * @param state whether it is over
     * @param lines what would have been told, oldest first
     */
    public record Item(String title, String state, List<String> lines, String url) {}

    /** @param zone of whoever reads it */
    static DigestView of(PageIdentity page, List<HeldMessage> held, ReaderZone zone) {
        Map<String, List<HeldMessage>> byIncident = new LinkedHashMap<>();
        held.forEach(message -> byIncident
                .computeIfAbsent(message.incident(), any -> new ArrayList<>())
                .add(message));
        List<Item> items = byIncident.entrySet().stream()
                .map(incident -> item(page.incidentUrl(incident.getKey()), incident.getValue(), zone))
                .toList();
        return new DigestView(
                page.name(),
                page.drill(),
                items.size() == 1 ? "1 incident that was not urgent" : items.size() + " incidents that were not urgent",
                items);
    }

    private static Item item(String url, List<HeldMessage> held, ReaderZone zone) {
        return new Item(
                held.getLast().subject().replaceFirst("^Re: ", ""),
                // something may be said afterwards
                held.stream().anyMatch(message -> message.kind() == Telling.Kind.RESOLVED) ? "over" : "still open",
                held.stream()
                        .map(message -> zone.full(message.at()) + "  "
                                + message.kind().name().toLowerCase(Locale.ROOT))
                        .toList(),
                url);
    }
}
