@NullMarked
package org.theorder.lifeboat.notifier.evidence;

import org.jspecify.annotations.NullMarked;
