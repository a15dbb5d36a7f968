package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class RoundsTest {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private record FakeProbe(String name, Duration timeout, Supplier<String> looking) implements Probe {
        @Override
        public List<Subject> subjects() {
            return List.of(new Subject(RuleName.SERVICE_DOWN, name, null, name));
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(10);
        }

        @Override
        public List<Observation> look() {
            return said(looking.get());
        }

        @Override
        public List<Observation> late() {
            return said("late");
        }

        @Override
        public List<Observation> unseen(String reason) {
            return said("unseen: " + reason);
        }

        private List<Observation> said(String value) {
            return List.of(new Observation(subjects().getFirst(), new Reading.Good(name + " " + value)));
        }
    }

    private Rounds rounds(int concurrency) {
        return new Rounds(
                concurrency,
                observations ->
                        observations.forEach(one -> seen.add(one.reading().value())));
    }

    private static FakeProbe probe(String name, Supplier<String> looking) {
        return new FakeProbe(name, Duration.ofSeconds(5), looking);
    }

    @Test
    void looksAgainAndAgain() {
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(probe("shop", () -> "good")));
            await().until(() -> seen.size() >= 3);
        }
        assertThat(seen).containsOnly("shop good");
    }

    @Test
    void aLookThatHangsIsLateAgainAndAgainAndHoldsUpNobody() {
        CountDownLatch never = new CountDownLatch(1);
        FakeProbe hanging = new FakeProbe("stuck", Duration.ofMillis(20), () -> {
            // cannot be interrupted, as a file system that does not answer
            while (never.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            return "back";
        });
        try (Rounds rounds = rounds(1)) {
            rounds.start(List.of(hanging, probe("shop", () -> "good")));
            await().until(() -> seen.stream().filter("stuck late"::equals).count() >= 3 && seen.contains("shop good"));
            never.countDown();
            await().until(() -> seen.contains("stuck back"));
        }
    }

    @Test
    void aLookThatCanBeInterruptedIsInterrupted() {
        AtomicInteger interrupted = new AtomicInteger();
        FakeProbe slow = new FakeProbe("slow", Duration.ofMillis(20), () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.incrementAndGet();
            }
            return "interrupted";
        });
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(slow));
            await().until(() -> interrupted.get() >= 2);
        }
        assertThat(seen).containsOnly("slow late");
    }

    @Test
    void whatALookSaysBecauseWeStoppedItIsNotBelieved() {
        CountDownLatch looking = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(probe("shop", () -> {
                looking.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
                return "bad";
            })));
            await().until(() -> looking.getCount() == 0);
        }
        assertThat(interrupted.get()).isEqualTo(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void aBrokenLookIsUnseenAndGoesOn() {
        AtomicInteger looks = new AtomicInteger();
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(probe("shop", () -> {
                if (looks.incrementAndGet() == 1) {
                    throw new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "our own database is away");
                }
                return "good";
            })));
            await().until(() -> seen.contains("shop good"));
        }
        assertThat(seen.peek()).isEqualTo("shop unseen: our own database is away");
    }

    @Test
    void noMoreLooksAtTheSameTimeThanAllowed() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Supplier<String> counting = () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            LockSupport.parkNanos(2_000_000);
            now.decrementAndGet();
            return "good";
        };
        try (Rounds rounds = rounds(2)) {
            rounds.start(
                    List.of(probe("a", counting), probe("b", counting), probe("c", counting), probe("d", counting)));
            await().until(() -> seen.size() >= 40);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    /** A region is away and swallows packets: each look at it takes its whole timeout, and there are more than slots. */
    @Test
    void manyThatHangHoldUpNobodyElse() {
        Supplier<String> hangs = () -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "interrupted";
        };
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            probes.add(new FakeProbe("away-" + i, Duration.ofSeconds(1), hangs));
        }
        probes.add(probe("shop", () -> "good"));
        try (Rounds rounds = rounds(2)) {
            rounds.start(probes);
            // all of them have hung once, and from then on they wait for each other only
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> seen.stream()
                                    .filter(said -> said.startsWith("away"))
                                    .distinct()
                                    .count()
                            == 20);
            seen.clear();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> seen.stream().filter("shop good"::equals).count() >= 20);
            assertThat(seen).filteredOn(said -> said.startsWith("away")).hasSizeLessThan(20);
        }
    }
}
