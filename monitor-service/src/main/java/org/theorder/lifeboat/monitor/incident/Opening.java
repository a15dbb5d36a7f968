package org.theorder.lifeboat.monitor.incident;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Incident;

/**
 * An incident that is about to be opened.
 *
 * @param cluster what it is about, if it is one
 * @param message the first line of its timeline
 */
record Opening(Incident incident, @Nullable ClusterName cluster, String message) {}
