package org.theorder.lifeboat.backup.wal;

import java.util.Optional;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** When a slot is in danger, before it is lost or the primary's disk is full. */
final class SlotRisk {
    private SlotRisk() {}

    /**
     * @param fraction of the server's limit (max_slot_wal_keep_size) that may be used
     * @param most what may be kept where the server has no limit: then the disk is the limit
     */
    static Optional<Fault> of(SlotHealth health, double fraction, long most) {
        if (health.isLost()) {
            return Optional.of(new Fault(
                    ErrorCode.SLOT_LOST,
                    null,
                    "the server has invalidated the replication slot because it kept more WAL than"
                            + " max_slot_wal_keep_size allows; it is made again and checked for a gap; raise the limit,"
                            + " or find out why WAL was not taken in time"));
        }
        Long limit = health.limitBytes();
        Long safe = health.safeBytes();
        String kept = "the primary keeps " + mebibytes(health.retainedBytes()) + " MiB of WAL for the replication slot";
        if (health.walStatus().equals("unreserved")) {
            return risk(kept + " and may remove it at its next checkpoint; " + remedy());
        }
        if (limit != null && (double) health.retainedBytes() >= fraction * (double) limit) {
            return risk(kept + ", of " + mebibytes(limit) + " MiB that max_slot_wal_keep_size allows"
                    + (safe == null ? "" : "; " + mebibytes(Math.max(0, safe)) + " MiB are left") + "; " + remedy());
        }
        if (limit == null && health.retainedBytes() >= most) {
            return risk(kept + ", and nothing but its disk limits that; " + remedy()
                    + ", and set max_slot_wal_keep_size so that a long outage cannot fill the disk");
        }
        return Optional.empty();
    }

    private static Optional<Fault> risk(String explanation) {
        return Optional.of(new Fault(ErrorCode.SLOT_AT_RISK, null, explanation));
    }

    private static String remedy() {
        return "find out why the regions do not take WAL (GET /regions)";
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
