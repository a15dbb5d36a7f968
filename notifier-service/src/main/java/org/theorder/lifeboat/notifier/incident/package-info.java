/** The incidents that monitor-service reports, kept as a log, and whom each change is owed to. */
@NullMarked
package org.theorder.lifeboat.notifier.incident;

import org.jspecify.annotations.NullMarked;
