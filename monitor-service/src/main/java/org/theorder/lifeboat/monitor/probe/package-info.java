/**
 * What is looked at, and how: {@link org.theorder.lifeboat.monitor.probe.ProbeFactory} makes {@link
 * org.theorder.lifeboat.monitor.probe.Probe}s from the configuration, {@link
 * org.theorder.lifeboat.monitor.probe.ProbeList} holds them together with those that other features bring.
 */
@NullMarked
package org.theorder.lifeboat.monitor.probe;

import org.jspecify.annotations.NullMarked;
