/** The same news for feed readers and calendars. */
@NullMarked
package org.theorder.lifeboat.notifier.feed;

import org.jspecify.annotations.NullMarked;
