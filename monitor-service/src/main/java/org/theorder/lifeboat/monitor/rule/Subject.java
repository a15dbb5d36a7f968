package org.theorder.lifeboat.monitor.rule;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Team;

/**
 * What a rule watches, and what an incident about it says besides the reading.
 *
 * @param cluster the protected cluster behind it; null if there is none
 * @param component the status-page component that it affects
 * @param impact what users feel while it is raised
 * @param damping when readings of it are believed
 * @param threshold when it raises and clears, for people
 * @param plan the recovery plan to consider; null to derive one from the cluster, if there is one
 */
public record Subject(
        SubjectKey key,
        @Nullable ClusterName cluster,
        String component,
        Team team,
        Impact impact,
        Damping damping,
        String threshold,
        @Nullable String plan) {}
