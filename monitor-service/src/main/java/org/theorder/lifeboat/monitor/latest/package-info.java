/** The newest event per topic and thing, which is all that is kept of the frequent ones. */
@NullMarked
package org.theorder.lifeboat.monitor.latest;

import org.jspecify.annotations.NullMarked;
