package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.notifier.incident.Telling;

/**
 * What all subscribers of one kind are told about an incident or a maintenance.
 *
 * @param incident its id, or that of the maintenance
 * @param components which ones it is about; at least one
 * @param at when it was put; whoever confirms later is not told
 * @param spreadTo the last subscriber that was looked at
 */
record Bulletin(
        long id,
        String incident,
        Way way,
        String cause,
        Telling.Kind kind,
        List<String> components,
        String subject,
        boolean drill,
        Instant at,
        long spreadTo) {}
