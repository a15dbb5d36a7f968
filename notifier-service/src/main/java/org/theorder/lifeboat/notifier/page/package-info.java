/** The status page: rendered on every change, served from memory. */
@NullMarked
package org.theorder.lifeboat.notifier.page;

import org.jspecify.annotations.NullMarked;
