@NullMarked
package org.theorder.lifeboat.notifier.timeline;

import org.jspecify.annotations.NullMarked;
