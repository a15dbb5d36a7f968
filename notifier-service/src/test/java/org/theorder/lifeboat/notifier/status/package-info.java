@NullMarked
package org.theorder.lifeboat.notifier.status;

import org.jspecify.annotations.NullMarked;
