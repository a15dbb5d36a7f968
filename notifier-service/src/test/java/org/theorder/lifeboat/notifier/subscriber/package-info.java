@NullMarked
package org.theorder.lifeboat.notifier.subscriber;

import org.jspecify.annotations.NullMarked;
