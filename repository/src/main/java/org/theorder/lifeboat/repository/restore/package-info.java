/** Reading a backup back: {@link org.theorder.lifeboat.repository.restore.BackupReader} restores files in parallel, or proves that they could be. */
@NullMarked
package org.theorder.lifeboat.repository.restore;

import org.jspecify.annotations.NullMarked;
