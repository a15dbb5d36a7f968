/** The rule for new and lost disks. */
@NullMarked
package org.theorder.lifeboat.backup.region;

import org.jspecify.annotations.NullMarked;
