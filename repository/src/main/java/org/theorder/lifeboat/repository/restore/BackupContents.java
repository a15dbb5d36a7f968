package org.theorder.lifeboat.repository.restore;

import java.util.List;
import org.theorder.lifeboat.repository.backup.BackupIndex;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/**
 * What a backup is made of, checked against each other.
 *
 * @param files in the order of the index, each with what the manifest says about it
 */
record BackupContents(BackupMarker marker, BackupIndex index, List<ExpectedFile> files) {}
