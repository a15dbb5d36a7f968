package org.theorder.lifeboat.repository.retention;

import java.time.Instant;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalInventory;
import org.theorder.lifeboat.repository.wal.WalName;

/**
 * A WAL object: a full segment, or a slice of one.
 *
 * @param key under which it lies
 * @param timeline unsigned
 * @param slice whether it is a slice of a segment that was not full
 * @param bytes stored
 * @param putAt by the storage's clock
 */
public record WalItem(String key, int timeline, Lsn from, Lsn to, boolean slice, long bytes, Instant putAt) {
    static WalItem of(WalInventory.Listed listed) {
        String key = listed.object().key();
        long bytes = listed.object().length();
        Instant putAt = listed.object().modifiedAt();
        return switch (listed.name()) {
            case WalName.Full full ->
                new WalItem(
                        key,
                        full.segment().timeline(),
                        full.segment().start(),
                        full.segment().end(),
                        false,
                        bytes,
                        putAt);
            case WalName.Slice slice ->
                new WalItem(key, slice.segment().timeline(), slice.from(), slice.to(), true, bytes, putAt);
            case WalName.History _ -> throw new IllegalArgumentException("a history is no WAL");
        };
    }

    /** The name of the segment that it is, or is a slice of. */
    String segment() {
        String[] steps = key.split("/", -1);
        return slice ? steps[steps.length - 2] : steps[steps.length - 1].substring(0, 24);
    }
}
