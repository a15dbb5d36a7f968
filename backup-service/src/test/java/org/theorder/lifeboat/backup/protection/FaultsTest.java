package org.theorder.lifeboat.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

class FaultsTest {
    private static final RegionName DR = new RegionName("dr");

    @Test
    void damagedBackupsAreGraverThanARegionThatIsBehind() {
        Faults faults = Faults.of(found(
                ErrorCode.SUMMARIES_MISSING,
                ErrorCode.REGION_BEHIND,
                ErrorCode.VERIFICATION_FAILED,
                ErrorCode.CHAIN_BROKEN));
        assertThat(faults.all())
                .extracting(Fault::reason)
                .containsExactly(
                        ErrorCode.CHAIN_BROKEN,
                        ErrorCode.VERIFICATION_FAILED,
                        ErrorCode.REGION_BEHIND,
                        ErrorCode.SUMMARIES_MISSING);
        assertThat(faults.gravest(DR)).isEqualTo(ErrorCode.CHAIN_BROKEN);
        assertThat(faults.gravest(null)).isNull();
    }

    @Test
    void eachReasonIsToldOncePerRegion() {
        assertThat(Faults.of(found(ErrorCode.WAL_GAP, ErrorCode.WAL_GAP)).all()).hasSize(1);
    }

    private static List<Fault> found(ErrorCode... reasons) {
        return Stream.of(reasons).map(reason -> new Fault(reason, DR, "why")).toList();
    }
}
