package org.theorder.lifeboat.repository.retention;

import org.theorder.lifeboat.events.Lsn;

/**
 * What becomes of consecutive WAL of a timeline.
 *
 * @param timeline unsigned
 * @param from first position of its first object
 * @param to end of its last object
 * @param slices whether it is about slices, otherwise about full segments
 * @param objects how many
 * @param bytes stored
 */
public record WalDecision(
        int timeline, Lsn from, Lsn to, boolean slices, boolean keep, Reason reason, long objects, long bytes) {
    /** Whether an object lies in this range. */
    boolean covers(WalItem item) {
        return item.timeline() == timeline
                && item.slice() == slices
                && !item.from().isBefore(from)
                && !to.isBefore(item.to());
    }

    boolean continuedBy(WalItem item, Reason ofItem) {
        return timeline == item.timeline() && slices == item.slice() && reason == ofItem;
    }

    WalDecision with(WalItem item) {
        return new WalDecision(
                timeline, from, Lsn.max(to, item.to()), slices, keep, reason, objects + 1, bytes + item.bytes());
    }

    static WalDecision of(WalItem item, Reason reason) {
        return new WalDecision(
                item.timeline(), item.from(), item.to(), item.slice(), reason.keeps(), reason, 1, item.bytes());
    }
}
