/** Write-ahead log: full segments, slices of the segment that is not yet full, timeline histories, and how far they reach. */
@NullMarked
package org.theorder.lifeboat.repository.wal;

import org.jspecify.annotations.NullMarked;
