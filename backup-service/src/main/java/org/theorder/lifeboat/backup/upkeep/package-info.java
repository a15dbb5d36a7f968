/** What is asked for over REST and may take hours: reading back, repairing, deleting. */
@NullMarked
package org.theorder.lifeboat.backup.upkeep;

import org.jspecify.annotations.NullMarked;
