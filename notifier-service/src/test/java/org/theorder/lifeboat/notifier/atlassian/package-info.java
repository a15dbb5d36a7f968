@NullMarked
package org.theorder.lifeboat.notifier.atlassian;

import org.jspecify.annotations.NullMarked;
