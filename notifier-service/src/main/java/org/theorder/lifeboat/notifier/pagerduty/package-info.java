/** The on-call engineer, through PagerDuty's Events API v2. */
@NullMarked
package org.theorder.lifeboat.notifier.pagerduty;

import org.jspecify.annotations.NullMarked;
