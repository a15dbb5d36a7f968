/** WAL delivery during recovery: a shell script asks, a courier answers, and absence is never guessed. */
@NullMarked
package org.theorder.lifeboat.restore.wal;

import org.jspecify.annotations.NullMarked;
