@NullMarked
package org.theorder.lifeboat.notifier.wording;

import org.jspecify.annotations.NullMarked;
