package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.repository.backup.WriterProgress;

class ProgressMeterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ProgressMeter meter = new ProgressMeter(nanos::get);

    @Test
    void rateAndRemainingTimeFollowTheLastSeconds() {
        meter.total(1000);
        Progress first = at(2, 200);
        assertThat(first).isEqualTo(new Progress(200, 1000, 20, 1, 100));
        assertThat(first.remaining()).isEqualTo(Duration.ofSeconds(8));
        // long after a fast beginning only the slow end counts
        at(30, 300);
        Progress slow = at(40, 400);
        assertThat(slow.bytesPerSecond()).isEqualTo(10);
        assertThat(slow.remaining()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void nothingIsPromisedWhileNothingIsKnown() {
        assertThat(at(1, 0).remaining()).isNull();
        assertThat(at(2, 100).remaining()).isNull();
    }

    @Test
    void estimateThatWasTooLowGrows() {
        meter.total(100);
        assertThat(at(1, 150).bytesTotal()).isEqualTo(150);
    }

    private Progress at(long second, long bytes) {
        nanos.set(Duration.ofSeconds(second).toNanos());
        return meter.at(new WriterProgress(bytes, bytes, bytes / 10, 1));
    }
}
