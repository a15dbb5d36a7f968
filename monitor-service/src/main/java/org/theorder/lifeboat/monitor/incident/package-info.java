/**
 * Incidents: opened once, told to everybody through the outbox in the same transaction, kept with their timeline. {@link
 * org.theorder.lifeboat.monitor.incident.Incidents} is the way in.
 */
@NullMarked
package org.theorder.lifeboat.monitor.incident;

import org.jspecify.annotations.NullMarked;
