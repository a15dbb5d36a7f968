package org.theorder.lifeboat.repository.backup;

import java.util.List;
import org.theorder.lifeboat.events.RegionName;

/**
 * The outcome of a commit.
 *
 * @param marker what was written; the same bytes in every region
 * @param regions where the backup now exists
 * @param missing where it does not, to be caught up
 */
public record CommittedBackup(BackupMarker marker, List<RegionName> regions, List<MissingRegion> missing) {}
