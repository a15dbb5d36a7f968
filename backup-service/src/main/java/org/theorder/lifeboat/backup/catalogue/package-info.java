/** What the repository holds, asked of the repository: the truth about backups. */
@NullMarked
package org.theorder.lifeboat.backup.catalogue;

import org.jspecify.annotations.NullMarked;
