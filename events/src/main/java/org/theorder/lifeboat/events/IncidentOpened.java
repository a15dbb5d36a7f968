package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * A rule fired for a subject that had no open incident.
 *
 * @param message what to tell people
 * @param automatic true if a machine wrote the message
 */
public record IncidentOpened(Incident incident, String message, boolean automatic, Instant at) {}
