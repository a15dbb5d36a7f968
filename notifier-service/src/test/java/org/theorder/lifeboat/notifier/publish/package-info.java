@NullMarked
package org.theorder.lifeboat.notifier.publish;

import org.jspecify.annotations.NullMarked;
