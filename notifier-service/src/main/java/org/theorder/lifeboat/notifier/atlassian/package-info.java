/** An Atlassian Statuspage that shows the same incidents, through its management API. */
@NullMarked
package org.theorder.lifeboat.notifier.atlassian;

import org.jspecify.annotations.NullMarked;
