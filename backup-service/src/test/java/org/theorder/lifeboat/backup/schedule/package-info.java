/** Schedules. */
@NullMarked
package org.theorder.lifeboat.backup.schedule;

import org.jspecify.annotations.NullMarked;
