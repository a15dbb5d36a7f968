package org.theorder.lifeboat.notifier.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.notifier.evidence.Unwatched;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;

/**
 * What uptime is computed from: everything of the last {@link Uptime#DAYS} days, however much there was.
 *
 * @param incidents with the lines that changed what users felt; nothing else about them is needed
 * @param maintenances those that began
 * @param unwatched when monitor-service was silent for too long
 */
public record Past(List<RecordedIncident> incidents, List<Maintenance> maintenances, List<Unwatched> unwatched) {
    /** Nothing was recorded. */
    public static final Past NONE = new Past(List.of(), List.of(), List.of());

    /** What concerns one component. */
    Past of(String component) {
        return new Past(
                incidents.stream()
                        .filter(incident -> incident.state().component().equals(component))
                        .toList(),
                maintenances.stream()
                        .filter(maintenance -> maintenance.components().contains(component))
                        .toList(),
                unwatched);
    }

    /** The same, and nobody watched from that moment on. */
    Past unwatchedSince(Instant from, Instant now) {
        List<Unwatched> all = new ArrayList<>(unwatched);
        all.add(new Unwatched(from, now));
        return new Past(incidents, maintenances, all);
    }
}
