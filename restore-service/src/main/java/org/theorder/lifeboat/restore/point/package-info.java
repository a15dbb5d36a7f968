/** Which region, base backup, timeline and WAL bring a cluster to the point that was asked for. */
@NullMarked
package org.theorder.lifeboat.restore.point;

import org.jspecify.annotations.NullMarked;
