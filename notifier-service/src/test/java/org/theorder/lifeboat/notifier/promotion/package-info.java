@NullMarked
package org.theorder.lifeboat.notifier.promotion;

import org.jspecify.annotations.NullMarked;
