/** Writing a backup: {@link org.theorder.lifeboat.repository.backup.BackupWriter} takes the server's tar stream, {@link org.theorder.lifeboat.repository.backup.SealedBackup} makes it exist. Also the index and the commit marker. */
@NullMarked
package org.theorder.lifeboat.repository.backup;

import org.jspecify.annotations.NullMarked;
