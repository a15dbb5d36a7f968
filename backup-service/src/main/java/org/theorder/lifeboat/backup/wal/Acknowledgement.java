package org.theorder.lifeboat.backup.wal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.theorder.lifeboat.backup.settings.RegionPolicy;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * How much WAL the server may forget: what is durable in as many regions as the policy wants. A region that is away would
 * make the primary keep WAL until its disk is full; so beyond a limit the server is told that it may go on, and that is
 * said aloud.
 *
 * @param upTo everything before may go
 * @param notWaitedFor regions that lack more than the limit, and were not waited for; empty while the policy is kept
 */
record Acknowledgement(Lsn upTo, List<RegionName> notWaitedFor) {
    /** Whether the server has promised to keep all WAL from a position on; it keeps whole segments. */
    boolean keeps(Lsn position, int segmentBytes) {
        Lsn segmentStart = WalSegment.containing(1, upTo, segmentBytes).start();
        return !upTo.equals(Lsn.ZERO) && !position.isBefore(segmentStart);
    }

    /**
     * @param durable how far each region is; one that was never asked is absent
     * @param anywhere the furthest of all
     * @param before what the server was told before, or need not keep: that never comes back
     * @param most how much WAL may be held for regions that are behind
     */
    static Acknowledgement of(
            RegionPolicy policy,
            List<RegionName> ofCluster,
            Map<RegionName, Lsn> durable,
            Lsn anywhere,
            Acknowledgement before,
            long most) {
        Lsn forgotten = before.upTo();
        Map<RegionName, Lsn> reached = new TreeMap<>();
        for (RegionName region : ofCluster) {
            Lsn there = Lsn.min(durable.getOrDefault(region, forgotten), anywhere);
            reached.put(region, Lsn.max(there, forgotten));
        }
        Lsn wanted = wanted(policy, ofCluster, reached, forgotten);
        Lsn upTo = lacks(wanted, anywhere, most) ? anywhere : wanted;
        List<RegionName> behind = ofCluster.stream()
                .filter(region -> {
                    Lsn there = durable.get(region);
                    return there == null
                            ? before.notWaitedFor().contains(region)
                                    || lacks(reached.getOrDefault(region, forgotten), anywhere, most)
                            : lacks(there, anywhere, most);
                })
                .toList();
        List<RegionName> others =
                ofCluster.stream().filter(region -> !behind.contains(region)).toList();
        return new Acknowledgement(upTo, policy.satisfiedBy(others, ofCluster) ? List.of() : behind);
    }

    private static boolean lacks(Lsn there, Lsn anywhere, long most) {
        return there.isBefore(anywhere) && Long.compareUnsigned(anywhere.minus(there), most) > 0;
    }

    /** The furthest position that enough regions have. */
    private static Lsn wanted(
            RegionPolicy policy, List<RegionName> ofCluster, Map<RegionName, Lsn> reached, Lsn otherwise) {
        return reached.values().stream()
                .filter(position -> policy.satisfiedBy(
                        ofCluster.stream()
                                .filter(region ->
                                        !reached.getOrDefault(region, otherwise).isBefore(position))
                                .toList(),
                        ofCluster))
                .max(Comparator.naturalOrder())
                .orElse(otherwise);
    }
}
