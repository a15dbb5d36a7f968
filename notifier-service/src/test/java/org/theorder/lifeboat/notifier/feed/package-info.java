@NullMarked
package org.theorder.lifeboat.notifier.feed;

import org.jspecify.annotations.NullMarked;
