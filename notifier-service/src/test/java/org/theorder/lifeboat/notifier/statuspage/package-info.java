@NullMarked
package org.theorder.lifeboat.notifier.statuspage;

import org.jspecify.annotations.NullMarked;
