package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * Something became known, or somebody acknowledged.
 *
 * @param message what to tell people
 * @param automatic true if a machine wrote the message
 */
public record IncidentUpdated(Incident incident, String message, boolean automatic, Instant at) {}
