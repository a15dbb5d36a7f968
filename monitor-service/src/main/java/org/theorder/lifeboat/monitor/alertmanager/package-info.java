/**
 * The world of Prometheus: its alerts become incidents, and our incidents become alerts of an Alertmanager that is told about
 * them.
 */
@NullMarked
package org.theorder.lifeboat.monitor.alertmanager;

import org.jspecify.annotations.NullMarked;
