package org.theorder.lifeboat.backup.wal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** What a stream knows that weakens the protection, as typed reasons. */
final class StreamFaults {
    private StreamFaults() {}

    static List<Fault> of(
            StreamState state, StreamRefusal refusal, Optional<SlotHealth> slot, WalConfiguration configuration) {
        List<Fault> faults = new ArrayList<>();
        refusal.fault().ifPresent(faults::add);
        slot.flatMap(health -> SlotRisk.of(health, configuration.slotRiskFraction(), configuration.slotRiskBytes()))
                .or(state.slot()::lostLately)
                .ifPresent(faults::add);
        @Nullable WalGap gap = state.gap();
        if (gap != null) {
            faults.add(new Fault(ErrorCode.WAL_GAP, null, gap.explanation()));
        }
        Acknowledgement acknowledged = state.acknowledgement();
        for (var region : acknowledged.notWaitedFor()) {
            faults.add(new Fault(
                    ErrorCode.REGION_BEHIND,
                    region,
                    "the durability policy waits for it, but it is behind by more than "
                            + (configuration.heldAtMost() >> 20)
                            + " MiB (lifeboat.wal.held-at-most): so that the primary's disk does not fill, the server"
                            + " may forget WAL that this region does not have yet. It gets it from another region"));
        }
        faults.addAll(state.conflicts().faults(state.cluster()));
        return faults;
    }
}
