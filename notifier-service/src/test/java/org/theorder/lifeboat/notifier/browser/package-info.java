/** What the page looks like in a browser, and to clients that others wrote. */
@NullMarked
package org.theorder.lifeboat.notifier.browser;

import org.jspecify.annotations.NullMarked;
