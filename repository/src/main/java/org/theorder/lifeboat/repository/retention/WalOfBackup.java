package org.theorder.lifeboat.repository.retention;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.BackupId;

/**
 * The WAL objects of a region that belong to a backup: what makes it consistent, and what follows up to the next backup.
 *
 * @param items in order
 * @param whole whether nothing is missing of what makes it consistent
 */
public record WalOfBackup(List<WalItem> items, boolean whole) {
    public WalOfBackup {
        items = List.copyOf(items);
    }

    /** Without slices whose segment is there in full: they are of no use any more, and may only be locked still. */
    public List<WalItem> inUse() {
        Set<String> full = items.stream()
                .filter(item -> !item.slice())
                .map(WalItem::segment)
                .collect(Collectors.toSet());
        return items.stream()
                .filter(item -> !item.slice() || !full.contains(item.segment()))
                .toList();
    }

    /** Empty if the backup is not listed there. */
    public static Optional<WalOfBackup> of(RegionHoldings holdings, BackupId backup) {
        Chains chains = new Chains(holdings.backups());
        return chains.find(backup).map(stored -> of(holdings, chains, stored));
    }

    private static WalOfBackup of(RegionHoldings holdings, Chains chains, StoredBackup backup) {
        Optional<StoredBackup> next = holdings.backups().stream()
                .filter(other -> other.id().compareTo(backup.id()) > 0)
                .findFirst();
        Optional<List<WalPath.Leg>> path = WalPath.of(backup, chains, holdings.histories());
        List<WalItem> items = holdings.wal().stream()
                .filter(item -> path.stream().flatMap(List::stream).anyMatch(leg -> leg.touches(item))
                        || follows(item, backup, next))
                .toList();
        return new WalOfBackup(
                items, path.filter(new WalCover(holdings.wal())::covers).isPresent());
    }

    private static boolean follows(WalItem item, StoredBackup backup, Optional<StoredBackup> next) {
        return item.timeline() == backup.stopTimeline()
                && backup.stopLsn().isBefore(item.to())
                && next.filter(other -> other.timeline() == item.timeline()
                                && !item.from().isBefore(other.startLsn()))
                        .isEmpty();
    }
}
