package org.theorder.lifeboat.notifier.timeline;

import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;

/** A timeline as the table holds it. */
public final class TimelineEntries {
    private TimelineEntries() {}

    /** @param lines oldest first */
    public static List<String> of(String incident, List<RecordedUpdate> lines) {
        List<String> entries = new ArrayList<>();
        for (RecordedUpdate line : lines) {
            entries.add(new TimelineEntry(
                            entries.size() + 1,
                            incident,
                            "eu-north",
                            incident + "-" + line.version(),
                            line.at().toString(),
                            line.status().wireName(),
                            line.impact().wireName(),
                            line.automatic(),
                            line.body(),
                            entries.isEmpty() ? TimelineEntry.NOTHING_BEFORE : TimelineEntry.hash(entries.getLast()))
                    .json());
        }
        return entries;
    }
}
