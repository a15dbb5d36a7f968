package org.theorder.lifeboat.backup.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RoundTest {
    /** A lease that is lost interrupts whoever works under it, and that is not the end of what is done every minute. */
    @Test
    void interruptThatIsNoStopEndsOnlyOneTime() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch wentOn = new CountDownLatch(4);
        Round round = Round.start("interrupted", Duration.ZERO, () -> {
            wentOn.countDown();
            switch (times.incrementAndGet()) {
                case 1 -> throw new InterruptedException("while it waited");
                case 2 -> Thread.currentThread().interrupt();
                case 3 -> {
                    Thread.currentThread().interrupt();
                    throw new LifeboatException(ErrorCode.TIMED_OUT, "interrupted while it wrote");
                }
                default -> new CountDownLatch(1).await();
            }
        });
        try {
            wentOn.await();
        } finally {
            round.stop();
        }
    }

    @Test
    void stopEndsWhatWaitsAndWhatFails() throws Exception {
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Round waits = Round.start("waits", Duration.ZERO, () -> {
            waiting.complete(Thread.currentThread());
            new CountDownLatch(1).await();
        });
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        Round fails = Round.start("fails", Duration.ofHours(1), () -> {
            failing.complete(Thread.currentThread());
            throw new IllegalStateException("always");
        });
        Thread first = waiting.get();
        Thread second = failing.get();

        waits.stop();
        fails.stop();

        assertThat(first.join(Duration.ofSeconds(30))).isTrue();
        assertThat(second.join(Duration.ofSeconds(30))).isTrue();
    }
}
