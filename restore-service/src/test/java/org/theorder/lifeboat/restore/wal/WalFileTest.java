package org.theorder.lifeboat.restore.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalFileTest {
    @Test
    void segmentsAndHistoriesAreKnown() {
        assertThat(WalFile.named("0000000100000000000000AF")).contains(new WalFile.Segment("0000000100000000000000AF"));
        assertThat(WalFile.named("FFFFFFFF.history")).contains(new WalFile.History("FFFFFFFF.history", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../../../etc/passwd",
                "0000000100000000000000af",
                "0000000100000000000000AF.partial",
                "000000010000000000000003.00000028.backup",
                "00000001.history/..",
                "00000001.historyx",
                "0000000100000000000000AF\n"
            })
    void everythingElseIsNotAFileOfARepository(String name) {
        assertThat(WalFile.named(name)).isEmpty();
    }
}
