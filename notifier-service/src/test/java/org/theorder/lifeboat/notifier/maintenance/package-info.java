@NullMarked
package org.theorder.lifeboat.notifier.maintenance;

import org.jspecify.annotations.NullMarked;
