package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * One thing that was said about a maintenance.
 *
 * @param id the same in every region
 * @param automatic true if the clock said it
 */
public record MaintenanceUpdate(String id, MaintenanceStatus status, String body, boolean automatic, Instant at) {}
