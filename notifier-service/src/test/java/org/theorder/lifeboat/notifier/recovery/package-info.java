@NullMarked
package org.theorder.lifeboat.notifier.recovery;

import org.jspecify.annotations.NullMarked;
