/** Backups that a region missed are brought there from another region. */
@NullMarked
package org.theorder.lifeboat.backup.copy;

import org.jspecify.annotations.NullMarked;
