/** Work that is announced: who is affected and when; begins and ends by the clock. */
@NullMarked
package org.theorder.lifeboat.notifier.maintenance;

import org.jspecify.annotations.NullMarked;
