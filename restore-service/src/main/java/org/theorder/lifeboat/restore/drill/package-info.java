/** Rehearsals: every night the newest backup of every cluster is restored, checked, measured and removed. */
@NullMarked
package org.theorder.lifeboat.restore.drill;

import org.jspecify.annotations.NullMarked;
