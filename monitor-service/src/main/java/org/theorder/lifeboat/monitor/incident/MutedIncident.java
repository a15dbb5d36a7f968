package org.theorder.lifeboat.monitor.incident;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/**
 * An open incident that disturbs nobody for now.
 *
 * @param cluster null if there is none
 */
public record MutedIncident(
        IncidentId id, SubjectKey key, @Nullable ClusterName cluster, String component) {}
