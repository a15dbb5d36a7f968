/** When something is due: cron, on the wall clock of a zone. */
@NullMarked
package org.theorder.lifeboat.edge.schedule;

import org.jspecify.annotations.NullMarked;
