/** The few records of the write-ahead log that a restore can be asked to: ends of transactions, and restore points. */
@NullMarked
package org.theorder.lifeboat.restore.record;

import org.jspecify.annotations.NullMarked;
