@NullMarked
package org.theorder.lifeboat.notifier;

import org.jspecify.annotations.NullMarked;
