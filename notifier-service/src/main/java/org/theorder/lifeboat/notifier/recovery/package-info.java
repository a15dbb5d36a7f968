/** Recoveries that are running: how far they are, and when they will end, by those that went before. */
@NullMarked
package org.theorder.lifeboat.notifier.recovery;

import org.jspecify.annotations.NullMarked;
