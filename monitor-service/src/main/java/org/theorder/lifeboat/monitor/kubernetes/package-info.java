/**
 * Workloads, pods and volumes of Kubernetes. {@code ResourceWatch} lists once and then follows a watch; what it does not see
 * for certain it does not know. {@code WorkloadProbe} turns what is there into readings.
 */
@NullMarked
package org.theorder.lifeboat.monitor.kubernetes;

import org.jspecify.annotations.NullMarked;
