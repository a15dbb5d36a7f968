package org.theorder.lifeboat.repository.backup;

import java.util.Collection;
import java.util.List;
import org.theorder.lifeboat.events.RegionName;

/**
 * A backup whose every byte is checked and durable, but that does not exist yet: nobody lists it until {@link #commit}.
 * Between the two the caller waits until the WAL up to {@code stopLsn} is durable, region by region.
 */
public interface SealedBackup {
    BackupEnd end();

    /** The regions that hold all parts, index and manifest, and so may be committed. */
    List<RegionName> regions();

    /** The regions that were dropped on the way, and why. */
    List<MissingRegion> missing();

    /** Content of all files. */
    long sizeBytes();

    /** All parts as stored in one region. */
    long storedBytes();

    long files();

    /**
     * Writes the commit marker, the same bytes each time; may be called again with further regions when their WAL has
     * become durable.
     *
     * @param regions a selection of {@link #regions()}
     * @throws org.theorder.lifeboat.events.LifeboatException if no region took it: the backup does not exist
     */
    CommittedBackup commit(Collection<RegionName> regions);
}
