package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * A person said something about an incident that a machine opened; the versions of that belong to whoever opened it.
 *
 * @param id names what was said among all that is said about the incident, the same in every region
 * @param version of the incident, as the person saw it
 * @param status where the work stands by that
 * @param impact what users feel by that
 */
public record IncidentSaid(
        IncidentId incident, String id, int version, IncidentStatus status, Impact impact, String body, Instant at) {}
