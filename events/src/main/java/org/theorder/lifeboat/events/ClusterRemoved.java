package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * Nobody protects this cluster any more, because somebody said so. Its backups stay; what is known about its protection is of
 * no use from then on.
 *
 * @param at a report of it that is from about then was on its way; later ones are of a cluster that was declared anew
 */
public record ClusterRemoved(ClusterName cluster, Instant at) {}
