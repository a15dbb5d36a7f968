package org.theorder.lifeboat.monitor.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.IncidentStatus;

/**
 * One line of an incident's timeline.
 *
 * @param version the incident's version that this line made
 * @param automatic true if a machine wrote it
 * @param by who wrote it by hand, for the team only; null if a machine did
 */
public record IncidentEntry(
        int version,
        IncidentStatus status,
        String message,
        boolean automatic,
        Instant at,
        @Nullable String by) {}
