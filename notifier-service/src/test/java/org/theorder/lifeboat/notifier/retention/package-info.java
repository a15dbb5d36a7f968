@NullMarked
package org.theorder.lifeboat.notifier.retention;

import org.jspecify.annotations.NullMarked;
