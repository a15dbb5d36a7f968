package org.theorder.lifeboat.backup.replication;

import org.jspecify.annotations.Nullable;

/**
 * How the server does with a replication slot: {@code pg_replication_slots} and {@code max_slot_wal_keep_size}.
 *
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} (goes with the next checkpoint) or {@code lost}
 * @param retainedBytes WAL that the server keeps for the slot; 0 if it keeps none
 * @param safeBytes how much more may be written before the slot is in danger; null if there is no limit; may be negative
 * @param limitBytes {@code max_slot_wal_keep_size}; null if there is no limit
 */
public record SlotHealth(
        String walStatus,
        long retainedBytes,
        @Nullable Long safeBytes,
        @Nullable Long limitBytes) {
    /** The server has given up the WAL that this slot was to keep. */
    public boolean isLost() {
        return walStatus.equals("lost");
    }
}
