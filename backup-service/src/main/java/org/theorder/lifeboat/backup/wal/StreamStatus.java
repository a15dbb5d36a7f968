package org.theorder.lifeboat.backup.wal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

/**
 * How the WAL stream of a cluster does.
 *
 * @param leading whether this replica streams (or tries to)
 * @param primaryLsn how far the primary was, last it said; null while there is no stream
 * @param trouble why there is no stream; null while there is
 * @param gap WAL that is missing everywhere; null if none is known
 * @param retainedBytes WAL that the server keeps because it is not durable yet
 * @param slot what the server says of the slot; null if it cannot be asked
 * @param faults typed reasons that the stream knows
 */
public record StreamStatus(
        boolean leading,
        boolean streaming,
        @Nullable Lsn primaryLsn,
        @Nullable String trouble,
        @Nullable WalGap gap,
        long retainedBytes,
        List<RegionStatus> regions,
        @Nullable SlotHealth slot,
        List<Fault> faults) {

    /**
     * One region.
     *
     * @param durable everything before it is there; null while the region was not asked yet
     * @param safeThrough every commit up to this moment of the primary's clock is in the stored WAL; null if unknown
     * @param reason the trouble as a typed reason; null while there is none
     */
    public record RegionStatus(
            RegionName region,
            @Nullable WalPosition durable,
            @Nullable Instant safeThrough,
            @Nullable String trouble,
            @Nullable ErrorCode reason) {}
}
