/** Messages that are owed to somebody: durable, ordered, retried, never sent twice on purpose, shown in a ledger. */
@NullMarked
package org.theorder.lifeboat.notifier.delivery;

import org.jspecify.annotations.NullMarked;
