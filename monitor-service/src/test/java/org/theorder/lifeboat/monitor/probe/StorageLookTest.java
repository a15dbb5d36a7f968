package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Thresholds;

class StorageLookTest {
    private static final Thresholds PERCENT = new Thresholds(80, 90, 75);

    private static Reading used(long percent) {
        return look(_ -> new StorageLook.Capacity(percent << 20, (100 - percent) << 20));
    }

    private static Reading look(StorageLook.Volume volume) {
        return new StorageLook("data", Path.of("/data"), PERCENT, volume).read();
    }

    @ParameterizedTest
    @CsvSource({"81, WARNING", "90, WARNING", "91, CRITICAL", "100, CRITICAL"})
    void fullIsBad(long percent, Severity severity) {
        assertThat(used(percent))
                .isInstanceOfSatisfying(
                        Reading.Bad.class, bad -> assertThat(bad.severity()).isEqualTo(severity));
    }

    @Test
    void betweenTheThresholdsNothingChanges() {
        assertThat(used(80)).isEqualTo(new Reading.Between("80.0 % used, 20.0 MiB free"));
        assertThat(used(75)).isInstanceOf(Reading.Between.class);
        assertThat(used(74)).isInstanceOf(Reading.Good.class);
    }

    @Test
    void whatCannotBeReadIsUnknown() {
        assertThat(look(_ -> {
                    throw new IOException("stale file handle");
                }))
                .isInstanceOf(Reading.Unknown.class);
    }

    @Test
    void theRealFileSystemHasASize() {
        Reading reading = new StorageLook("here", Path.of("/").toAbsolutePath(), PERCENT, StorageLook.REAL).read();
        assertThat(reading.value()).contains("% used");
    }

    @Test
    void aPathThatIsNotThereIsUnknown() {
        Reading reading = new StorageLook("gone", Path.of("/no/such/path"), PERCENT, StorageLook.REAL).read();
        assertThat(reading).isInstanceOf(Reading.Unknown.class);
    }
}
