package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;

/**
 * Everything that can be asked for, rendered at one moment.
 *
 * @param fresh by path
 * @param stale the same paths, for when no newer edition came in time; rendered now, because later nobody may be able to
 * @param incidents the pages of incidents that are over, by path, so that the next edition need not render them again
 */
record Edition(Instant builtAt, Map<String, Document> fresh, Map<String, Document> stale, Map<String, Past> incidents) {
    /** A page that changes only if its incident does. */
    record Past(RecordedIncident incident, Document document) {}

    @Nullable
    Document document(String path, boolean late) {
        Document document = late ? stale.get(path) : fresh.get(path);
        if (document != null) {
            return document;
        }
        Past past = incidents.get(path);
        return past == null ? null : past.document();
    }
}
