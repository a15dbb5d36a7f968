/** How those who record something wake those who must look at it. */
@NullMarked
package org.theorder.lifeboat.notifier.change;

import org.jspecify.annotations.NullMarked;
