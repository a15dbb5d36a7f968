@NullMarked
package org.theorder.lifeboat.notifier.component;

import org.jspecify.annotations.NullMarked;
