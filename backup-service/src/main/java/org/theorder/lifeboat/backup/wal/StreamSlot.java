package org.theorder.lifeboat.backup.wal;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.PrimaryConnection;
import org.theorder.lifeboat.backup.cluster.Slots;
import org.theorder.lifeboat.backup.replication.SlotState;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** The replication slot of one cluster's stream: made anew when it was lost, which is told for a while. */
final class StreamSlot {
    private static final Duration TOLD = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Slots slots;
    private volatile @Nullable Long lostNanos;
    private boolean useless;

    StreamSlot(Cluster cluster, Slots slots) {
        this.cluster = cluster;
        this.slots = slots;
    }

    /** As it is there, or made anew. */
    SlotState ensure(PrimaryConnection primary) {
        if (useless) {
            useless = false;
            slots.drop(cluster, primary);
        }
        SlotState slot = slots.ensure(cluster, primary);
        if (slots.takeLost(cluster.name())) {
            lostNanos = System.nanoTime();
        }
        return slot;
    }

    /** The server says that it is gone or invalidated: the next stream makes it anew. */
    void lost() {
        useless = true;
        lostNanos = System.nanoTime();
    }

    /** It promises WAL that the server does not have: the next stream makes it anew, which tells the truth. */
    void useless() {
        useless = true;
    }

    /** A slot is made anew within seconds; that it was lost is said for long enough to be heard. */
    Optional<Fault> lostLately() {
        Long lost = lostNanos;
        return lost == null || System.nanoTime() - lost > TOLD.toNanos()
                ? Optional.empty()
                : Optional.of(new Fault(
                        ErrorCode.SLOT_LOST,
                        null,
                        "the replication slot " + cluster.slot() + " was dropped or invalidated, and until it was made"
                                + " anew the server kept no WAL for it. The stream goes on where the regions end: WAL is"
                                + " missing only if wal-gap is told as well, and then a full backup is requested by"
                                + " itself. Find out who dropped it; if it was invalidated, raise max_slot_wal_keep_size"
                                + " on the server"));
    }
}
