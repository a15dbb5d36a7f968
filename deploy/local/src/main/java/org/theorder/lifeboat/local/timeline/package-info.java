/** Checks what the status page says about the past. */
@NullMarked
package org.theorder.lifeboat.local.timeline;

import org.jspecify.annotations.NullMarked;
