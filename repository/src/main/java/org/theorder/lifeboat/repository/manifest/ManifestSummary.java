package org.theorder.lifeboat.repository.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * What a manifest says besides its files.
 *
 * @param version 1, or 2 since PostgreSQL 17
 * @param systemIdentifier null in version 1
 * @param files how many it names
 * @param walRanges the WAL that the backup needs
 */
public record ManifestSummary(
        int version, @Nullable SystemIdentifier systemIdentifier, long files, List<WalRange> walRanges) {
    /** WAL of one timeline. */
    public record WalRange(int timeline, Lsn start, Lsn end) {}
}
