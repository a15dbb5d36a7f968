package org.theorder.lifeboat.notifier.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;

/**
 * One line in the story of an incident; cleaned and cut, still to be escaped.
 *
 * @param id unique and the same in every region, for example {@code service-down-shop-20261122t120340z-2}
 * @param version the version of the incident that it came with
 * @param status where the work stood with this line
 * @param impact what users felt from this line on
 * @param automatic true if a machine wrote the body
 * @param mailed true if the line caused a message to somebody
 * @param author who wrote it, for operators alone; null if a machine did, or if it was written in another region
 */
public record RecordedUpdate(
        String id,
        int version,
        IncidentStatus status,
        Impact impact,
        String body,
        boolean automatic,
        boolean mailed,
        Instant at,
        @Nullable String author) {
    /** What a machine said, or nobody knows who. */
    public RecordedUpdate(
            String id,
            int version,
            IncidentStatus status,
            Impact impact,
            String body,
            boolean automatic,
            boolean mailed,
            Instant at) {
        this(id, version, status, impact, body, automatic, mailed, at, null);
    }
}
