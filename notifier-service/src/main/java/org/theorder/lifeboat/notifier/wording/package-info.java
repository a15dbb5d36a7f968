/** How times, sizes and foreign text are put to people, the same on the page, in the API and in mail. */
@NullMarked
package org.theorder.lifeboat.notifier.wording;

import org.jspecify.annotations.NullMarked;
