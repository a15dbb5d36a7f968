/** How long the notifier remembers what is over. */
@NullMarked
package org.theorder.lifeboat.notifier.retention;

import org.jspecify.annotations.NullMarked;
