package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * The condition is over.
 *
 * @param message what to tell people
 * @param automatic true if a machine wrote the message
 */
public record IncidentResolved(Incident incident, String message, boolean automatic, Instant at) {}
