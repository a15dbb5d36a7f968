/** Times, durations and sizes as people read them; the same words in incidents, REST and the overview. */
@NullMarked
package org.theorder.lifeboat.monitor.wording;

import org.jspecify.annotations.NullMarked;
