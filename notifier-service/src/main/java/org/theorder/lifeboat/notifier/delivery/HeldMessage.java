package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import org.theorder.lifeboat.notifier.incident.Telling;

/**
 * A message that was held back because its recipient was not to be disturbed.
 *
 * @param at since when it is owed
 */
public record HeldMessage(
        long id, String recipient, String incident, String cause, Telling.Kind kind, String subject, Instant at) {}
