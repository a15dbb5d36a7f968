package org.theorder.lifeboat.monitor.cluster;

import java.util.EnumMap;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;

/** What a typed reason in {@code protection-reported} means, in words that go behind "shop: " or "shop, region dr: ". */
final class FaultTitles {
    private static final Map<ErrorCode, String> KNOWN = new EnumMap<>(Map.ofEntries(
            Map.entry(ErrorCode.WAL_GAP, "WAL is missing"),
            Map.entry(ErrorCode.SLOT_LOST, "the replication slot was lost"),
            Map.entry(ErrorCode.SLOT_IN_USE, "another program streams from the replication slot"),
            Map.entry(ErrorCode.SLOT_AT_RISK, "the primary keeps too much WAL"),
            Map.entry(ErrorCode.OBJECT_CONFLICT, "other bytes lie under the same name"),
            Map.entry(ErrorCode.CHAIN_BROKEN, "an incremental backup lacks what it builds on"),
            Map.entry(ErrorCode.CORRUPT, "stored bytes are damaged"),
            Map.entry(ErrorCode.LOCK_BROKEN, "the object lock does not hold"),
            Map.entry(ErrorCode.NO_SPACE, "a store is full"),
            Map.entry(ErrorCode.STORE_UNREACHABLE, "a copy of the repository cannot be used"),
            Map.entry(ErrorCode.REGION_BEHIND, "a copy lacks what another one has"),
            Map.entry(ErrorCode.SUMMARIES_MISSING, "incremental backups are not possible")));

    private FaultTitles() {}

    /** For every code: one that is not expected here is told as it is. */
    static String of(ErrorCode reason) {
        return KNOWN.getOrDefault(reason, reason.slug().replace('-', ' '));
    }
}
