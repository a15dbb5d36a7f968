/** WAL streaming: planning, memory, times, and real servers. */
@NullMarked
package org.theorder.lifeboat.backup.wal;

import org.jspecify.annotations.NullMarked;
