/** The machine-readable status in exactly the shape of Statuspage v2. */
@NullMarked
package org.theorder.lifeboat.notifier.statuspage;

import org.jspecify.annotations.NullMarked;
