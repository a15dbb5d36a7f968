@NullMarked
package org.theorder.lifeboat.notifier.incident;

import org.jspecify.annotations.NullMarked;
