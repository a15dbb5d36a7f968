@NullMarked
package org.theorder.lifeboat.notifier.page;

import org.jspecify.annotations.NullMarked;
