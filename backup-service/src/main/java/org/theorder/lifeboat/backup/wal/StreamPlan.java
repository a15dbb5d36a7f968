package org.theorder.lifeboat.backup.wal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;

/** Where streaming begins: where the most advanced region ends, never where the server happens to be. */
sealed interface StreamPlan {
    /**
     * Stream from the start of a segment; positions in the middle of one would leave it in pieces.
     *
     * @param durable what is there already ends here
     */
    record Begin(WalPosition at, Lsn durable) implements StreamPlan {}

    /** This server is not the continuation of what is stored. */
    record Refuse(String reason) implements StreamPlan {}

    /**
     * @param lineage the server's timelines
     * @param serverFlushed how far the server's WAL is on its disk
     * @param stored per region, what is durable of each timeline
     * @param slotKeepsFrom the oldest WAL that the server keeps for us
     */
    static StreamPlan decide(
            Lineage lineage, Lsn serverFlushed, List<Map<Integer, Lsn>> stored, Lsn slotKeepsFrom, int segmentBytes) {
        Optional<WalPosition> ahead = positions(stored).stream()
                .filter(position -> Integer.compareUnsigned(position.timeline(), lineage.current()) > 0)
                .findFirst();
        if (ahead.isPresent()) {
            return new Refuse("the server writes on timeline " + lineage.current()
                    + ", but the repository has WAL of timeline " + ahead.get().timeline()
                    + ": this is the server from before a failover or restore; correct the cluster's address");
        }
        Optional<WalPosition> newest = positions(stored).stream()
                .filter(position -> lineage.contains(position.timeline()))
                .max(WalPosition::compareTo);
        if (newest.isEmpty()) {
            return new Begin(
                    new WalPosition(lineage.current(), slotKeepsFrom).segmentStart(segmentBytes), slotKeepsFrom);
        }
        WalPosition durable = newest.get();
        if (durable.timeline() == lineage.current()) {
            if (serverFlushed.isBefore(durable.lsn())) {
                return new Refuse("the server is at " + serverFlushed + " on timeline " + lineage.current()
                        + ", but the repository has its WAL up to " + durable.lsn()
                        + ": it is an older copy, or has lost WAL; promote it to a new timeline, or correct the"
                        + " cluster's address");
            }
            return new Begin(durable.segmentStart(segmentBytes), durable.lsn());
        }
        Lsn left = lineage.endOf(durable.timeline()).orElseThrow();
        return durable.lsn().isBefore(left)
                ? new Begin(durable.segmentStart(segmentBytes), durable.lsn())
                : new Begin(new WalPosition(lineage.after(durable.timeline()), left).segmentStart(segmentBytes), left);
    }

    private static List<WalPosition> positions(List<Map<Integer, Lsn>> stored) {
        return stored.stream()
                .flatMap(region -> region.entrySet().stream())
                .map(entry -> new WalPosition(entry.getKey(), entry.getValue()))
                .toList();
    }
}
