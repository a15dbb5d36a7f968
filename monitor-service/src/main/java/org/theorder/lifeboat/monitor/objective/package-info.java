/** What was reached of the promised objectives, day by day: measured, not declared. */
@NullMarked
package org.theorder.lifeboat.monitor.objective;

import org.jspecify.annotations.NullMarked;
