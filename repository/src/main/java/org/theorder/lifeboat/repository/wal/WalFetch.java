package org.theorder.lifeboat.repository.wal;

import org.theorder.lifeboat.events.RegionName;

/** The answer to "give me this WAL file"; an error is an exception, never one of these. */
public sealed interface WalFetch {
    /**
     * The file is there, whole and checked.
     *
     * @param region where it came from
     * @param complete false for a segment assembled from slices and padded with zeros: the end of the WAL that was saved
     */
    record Fetched(RegionName region, boolean complete) implements WalFetch {}

    /** Every region was asked and certainly has no such file. */
    record Absent() implements WalFetch {}
}
