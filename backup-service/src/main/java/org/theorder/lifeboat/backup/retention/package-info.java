/** Retention: what goes by itself, by hand, and what must stay. The decisions are made in the repository module. */
@NullMarked
package org.theorder.lifeboat.backup.retention;

import org.jspecify.annotations.NullMarked;
