package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.rule.Reading;

class StorageLookTest {

    private static Reading used(long percent) {
        return look(_ -> new StorageLook.Capacity(percent << 20, (100 - percent) << 20));
    }

    private static Reading look(StorageLook.Volume volume) {
        return new StorageLook("data", Path.of("/data"), volume, new Forecast(System::nanoTime, Forecast.History.NONE))
                .read();
    }

    @Test
    void whatIsUsedIsMeasuredAsDfShowsIt() {
        assertThat(used(80)).isInstanceOfSatisfying(Reading.Measured.class, measured -> {
            assertThat(measured.amount()).isEqualTo(80);
            assertThat(measured.value()).isEqualTo("80.0 % used, 20.0 MiB free");
        });
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
        Reading reading = new StorageLook(
                        "here",
                        Path.of("/").toAbsolutePath(),
                        StorageLook.REAL,
                        new Forecast(System::nanoTime, Forecast.History.NONE))
                .read();
        assertThat(reading.value()).contains("% used");
    }

    @Test
    void aPathThatIsNotThereIsUnknown() {
        Reading reading = new StorageLook(
                        "gone",
                        Path.of("/no/such/path"),
                        StorageLook.REAL,
                        new Forecast(System::nanoTime, Forecast.History.NONE))
                .read();
        assertThat(reading).isInstanceOf(Reading.Unknown.class);
    }
}
