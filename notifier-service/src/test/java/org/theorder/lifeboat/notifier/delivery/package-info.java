@NullMarked
package org.theorder.lifeboat.notifier.delivery;

import org.jspecify.annotations.NullMarked;
