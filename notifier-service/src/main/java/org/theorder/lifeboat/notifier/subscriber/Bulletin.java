package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import org.theorder.lifeboat.notifier.incident.Telling;

/**
 * What all subscribers of one kind are told about an incident.
 *
 * @param component which one the incident is about
 * @param at when it was put; whoever confirms later is not told
 * @param spreadTo the last subscriber that was looked at
 */
record Bulletin(
        long id,
        String incident,
        Way way,
        String cause,
        Telling.Kind kind,
        String component,
        String subject,
        boolean drill,
        Instant at,
        long spreadTo) {}
