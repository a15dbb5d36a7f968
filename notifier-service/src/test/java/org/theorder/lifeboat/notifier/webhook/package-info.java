@NullMarked
package org.theorder.lifeboat.notifier.webhook;

import org.jspecify.annotations.NullMarked;
