/**
 * What is known about each protected cluster, from the events of the other services: how far its data is safe, its
 * backups, its restores.
 */
@NullMarked
package org.theorder.lifeboat.monitor.cluster;

import org.jspecify.annotations.NullMarked;
