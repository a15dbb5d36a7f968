package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work was announced, moved, begun, ended or taken back: all of it as it is now.
 *
 * @param id among those of incidents
 * @param version counts the changes from 1; a reader keeps the highest, and of two with the same number the one that is
 *     further, then the one that was taken back, then the one that lasts longer
 * @param name one line, for people
 * @param components of the status page
 * @param beganAt null before it begins
 * @param endedAt null before it is completed
 * @param withdrawn true if it was taken back before it began
 * @param update what was said with this change; null if nothing was
 */
public record MaintenanceChanged(
        IncidentId id,
        int version,
        String name,
        MaintenanceStatus status,
        List<String> components,
        Instant scheduledFor,
        Instant scheduledUntil,
        Instant createdAt,
        @Nullable Instant beganAt,
        @Nullable Instant endedAt,
        boolean withdrawn,
        @Nullable MaintenanceUpdate update,
        Instant at) {}
