package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.backup.replication.SlotHealth;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** Correctness line 14: it warns before max_slot_wal_keep_size or the disk is reached. */
class SlotRiskTest {
    private static final long MOST = 8L << 30;

    @ParameterizedTest
    @CsvSource({
        "reserved,   100,  900, 1000, ",
        "reserved,   700,  300, 1000, SLOT_AT_RISK",
        "extended,   699,  301, 1000, ",
        "unreserved, 10,   -5,  1000, SLOT_AT_RISK",
        "lost,       0,    ,    1000, SLOT_LOST",
        "extended,   100,  ,    ,     ",
        "extended,   8192, ,    ,     SLOT_AT_RISK",
    })
    void itIsSaidBeforeItHappens(
            String status, long retained, @Nullable Long safe, @Nullable Long limit, @Nullable ErrorCode expected) {
        SlotHealth health = new SlotHealth(status, retained << 20, bytes(safe), bytes(limit));

        assertThat(SlotRisk.of(health, 0.7, MOST).map(Fault::reason)).isEqualTo(Optional.ofNullable(expected));
    }

    private static @Nullable Long bytes(@Nullable Long mebibytes) {
        return mebibytes == null ? null : mebibytes << 20;
    }
}
