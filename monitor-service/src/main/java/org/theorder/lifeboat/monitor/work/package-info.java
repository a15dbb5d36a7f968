/** Backups and restores that people ask for from the operators' page, and what is heard of recoveries while they run. */
@NullMarked
package org.theorder.lifeboat.monitor.work;

import org.jspecify.annotations.NullMarked;
