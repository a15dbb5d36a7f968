package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.theorder.lifeboat.backup.wal.WalPosition;
import org.theorder.lifeboat.events.RegionName;

/**
 * What each region lacks of the WAL that a backup waits for, as it was last seen. Patience begins anew whenever that gets
 * less, for hours of work are thrown away when it ends; once one region has everything, the others are not waited for so.
 */
final class WalLacks {
    private final Map<RegionName, WalPosition> lacks = new TreeMap<>();
    private final Duration patience;
    private final LongSupplier nanoTime;
    private long since;
    private boolean someComplete;

    WalLacks(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** Everything before is there. */
    void lacks(RegionName region, WalPosition from) {
        WalPosition before = lacks.put(region, from);
        if (before != null && before.compareTo(from) < 0 && !someComplete) {
            since = nanoTime.getAsLong();
        }
    }

    void complete(RegionName region) {
        lacks.remove(region);
        someComplete = true;
    }

    boolean isPatienceOver() {
        return isAtRest(patience);
    }

    /** Whether nothing came for so long. */
    boolean isAtRest(Duration time) {
        return nanoTime.getAsLong() - since > time.toNanos();
    }

    /** Empty if it was never seen. */
    Optional<WalPosition> of(RegionName region) {
        return Optional.ofNullable(lacks.get(region));
    }
}
