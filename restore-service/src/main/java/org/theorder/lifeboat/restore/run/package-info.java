/** Restores as they run: worker, steps, progress, outcome. */
@NullMarked
package org.theorder.lifeboat.restore.run;

import org.jspecify.annotations.NullMarked;
