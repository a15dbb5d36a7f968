package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void aFailedRoundIsRepeatedAfterAPauseAndAnInterruptedOneToo() {
        AtomicInteger rounds = new AtomicInteger();
        Loop loop = Loop.virtual("test", gettingOn -> {
            switch (rounds.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a failure");
                case 2 -> throw new StackOverflowError("an error");
                case 3 -> throw new InterruptedException("a lost lease");
                default -> Thread.sleep(SOON);
            }
        });
        loop.start();
        try {
            await().until(() -> rounds.get() >= 4);
        } finally {
            loop.stop();
            loop.join(SOON);
        }
    }

    @Test
    void stopEndsARoundThatWaits() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Loop loop = Loop.platform("test", gettingOn -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
        });
        loop.start();
        started.await();

        loop.stop();
        loop.join(SOON);

        assertThat(ended.getCount()).isZero();
    }
}
