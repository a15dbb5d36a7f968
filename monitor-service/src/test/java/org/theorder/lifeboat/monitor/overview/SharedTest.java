package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger built = new AtomicInteger();
    private Duration cost = Duration.ZERO;

    private final Shared<Integer> shared = new Shared<>(
            () -> {
                nanos.addAndGet(cost.toNanos());
                return built.incrementAndGet();
            },
            nanos::get);

    private int after(Duration time) {
        nanos.addAndGet(time.toNanos());
        return shared.notOlderThan(SECOND);
    }

    @Test
    void whatIsFreshEnoughIsNotBuiltAgain() {
        assertThat(after(Duration.ZERO)).isEqualTo(1);
        assertThat(after(Duration.ofMillis(999))).isEqualTo(1);
        assertThat(after(Duration.ofMillis(1))).isEqualTo(2);
    }

    @Test
    void buildingTakesAtMostATenthOfTheTime() {
        cost = Duration.ofMillis(500);
        assertThat(after(Duration.ZERO)).isEqualTo(1);
        assertThat(after(Duration.ofMillis(4999))).isEqualTo(1);
        assertThat(after(Duration.ofMillis(1))).isEqualTo(2);
    }

    @Test
    void whatWasBuiltBeforeSomebodyAskedIsNotCurrent() {
        assertThat(shared.current()).isEqualTo(1);
        assertThat(shared.current()).isEqualTo(2);
        assertThat(shared.notOlderThan(SECOND)).isEqualTo(2);
    }

    /** While one is built, all others wait for one more. */
    @Test
    void allWhoWaitShareOne() throws InterruptedException, ExecutionException {
        CountDownLatch building = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        int readers = 20;
        // each asks at a moment of its own
        AtomicInteger asked = new AtomicInteger();
        Shared<Integer> slow = new Shared<>(
                () -> {
                    building.countDown();
                    awaited(goOn);
                    return built.incrementAndGet();
                },
                asked::incrementAndGet);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> first = threads.submit(slow::current);
            building.await();
            // the first has looked at the clock twice
            var others = IntStream.range(0, readers)
                    .mapToObj(_ -> threads.submit(slow::current))
                    .toList();
            await().until(() -> asked.get() == 2 + readers);
            goOn.countDown();
            assertThat(first.get()).isEqualTo(1);
            for (Future<Integer> other : others) {
                assertThat(other.get()).isEqualTo(2);
            }
        }
        assertThat(built).hasValue(2);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
