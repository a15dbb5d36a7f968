package org.theorder.lifeboat.notifier.incident;

import java.time.Instant;
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
 */
public record RecordedUpdate(
        String id,
        int version,
        IncidentStatus status,
        Impact impact,
        String body,
        boolean automatic,
        boolean mailed,
        Instant at) {}
