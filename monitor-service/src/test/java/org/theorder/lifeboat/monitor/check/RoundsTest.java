package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class RoundsTest {
    private static final Logger LOG = LoggerFactory.getLogger(RoundsTest.class);

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    private final AtomicLong nanos = new AtomicLong();

    private record FakeProbe(String name, Duration interval, Duration timeout, Supplier<String> looking)
            implements Probe {
        FakeProbe(String name, Duration timeout, Supplier<String> looking) {
            this(name, Duration.ofMillis(10), timeout, looking);
        }

        @Override
        public List<Subject> subjects() {
            return List.of(new Subject(RuleName.SERVICE_DOWN, name, null, name));
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
        return rounds(concurrency, Duration.ofMillis(100));
    }

    private Rounds rounds(int concurrency, Duration atOnce) {
        return new Rounds(
                concurrency,
                atOnce,
                nanos::get,
                observations ->
                        observations.forEach(one -> seen.add(one.reading().value())));
    }

    private static FakeProbe probe(String name, Supplier<String> looking) {
        return new FakeProbe(name, Duration.ofSeconds(5), looking);
    }

    private static String hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "interrupted";
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

    /** Its next look would be in an hour, so that it tells nothing more by itself. */
    @Test
    void aProbeThatTellsNothingAnyMoreIsUnseenAndItsNeighbourIsNot() {
        FakeProbe silent = new FakeProbe("silent", Duration.ofHours(1), Duration.ofSeconds(5), () -> "good");
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(silent, probe("shop", () -> "good")));
            await().until(() -> seen.contains("silent good") && seen.contains("shop good"));
            nanos.addAndGet(Duration.ofHours(3).plusSeconds(4).toNanos());
            rounds.missSilent();
            assertThat(seen).doesNotContain("silent unseen: not looked at for 3 h");

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            seen.clear();
            await().until(() -> seen.contains("shop good"));
            rounds.missSilent();
            rounds.missSilent();
        }
        assertThat(seen)
                .filteredOn(said -> said.contains("unseen"))
                .containsExactly("silent unseen: not looked at for 3 h", "silent unseen: not looked at for 3 h");
    }

    @Test
    void whoIsBrokenEvenWhenItIsLateIsUnseenInTheEnd() {
        Probe broken = new Probe() {
            private final FakeProbe behind = new FakeProbe("broken", Duration.ofMillis(20), RoundsTest::hang);

            @Override
            public String name() {
                return behind.name();
            }

            @Override
            public List<Subject> subjects() {
                return behind.subjects();
            }

            @Override
            public Duration interval() {
                return behind.interval();
            }

            @Override
            public Duration timeout() {
                return behind.timeout();
            }

            @Override
            public List<Observation> look() {
                return behind.look();
            }

            @Override
            public List<Observation> late() {
                throw new IllegalStateException("a defect");
            }

            @Override
            public List<Observation> unseen(String reason) {
                return behind.unseen(reason);
            }
        };
        try (Rounds rounds = rounds(4)) {
            rounds.start(List.of(broken));
            nanos.addAndGet(Duration.ofSeconds(29).toNanos());
            rounds.missSilent();
            assertThat(seen).isEmpty();

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            rounds.missSilent();
            assertThat(rounds.haveObserved()).isFalse();
        }
        assertThat(seen).containsExactly("broken unseen: not looked at for 31 s");
    }

    @Test
    void onlyWhatProbesTellIsALook() {
        FakeProbe once = new FakeProbe("once", Duration.ofHours(1), Duration.ofSeconds(5), () -> "good");
        try (Rounds rounds = rounds(4)) {
            assertThat(rounds.haveObserved()).as("there is nothing to look at").isTrue();
            rounds.start(List.of(once));
            await().until(rounds::haveObserved);
            assertThat(rounds.haveObserved()).isFalse();

            nanos.addAndGet(Duration.ofHours(4).toNanos());
            rounds.missSilent();
            assertThat(seen).contains("once unseen: not looked at for 4 h");
            assertThat(rounds.haveObserved()).isFalse();
        }
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
        try (Rounds rounds = rounds(2, Duration.ofMinutes(1))) {
            rounds.start(
                    List.of(probe("a", counting), probe("b", counting), probe("c", counting), probe("d", counting)));
            await().until(() -> seen.size() >= 40);
        }
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void whatWaitsForAnAnswerIsBoundedToo() {
        AtomicInteger looking = new AtomicInteger();
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            probes.add(new FakeProbe("away-" + i, Duration.ofMinutes(1), () -> {
                looking.incrementAndGet();
                return hang();
            }));
        }
        try (Rounds rounds = rounds(1, Duration.ofMillis(10))) {
            rounds.start(probes);
            await().until(() -> looking.get() == 33);
            await().during(Duration.ofMillis(300)).until(() -> looking.get() == 33);
        }
    }

    /** A region is away from the beginning and swallows packets: each look at it takes its whole timeout. */
    @Test
    void aThousandThatHangHoldUpNobodyElseAndFailTogether() {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            probes.add(new FakeProbe("away-" + i, Duration.ofSeconds(1), Duration.ofSeconds(2), RoundsTest::hang));
        }
        // the last one in the queue
        probes.add(new FakeProbe("shop", Duration.ofSeconds(1), Duration.ofSeconds(2), () -> "good"));
        long began = System.nanoTime();
        try (Rounds rounds = rounds(32)) {
            rounds.start(probes);
            await().atMost(Duration.ofSeconds(10)).until(() -> seen.contains("shop good"));
            LOG.info("somebody who answers was seen after millis={}", millisSince(began));
            await().atMost(Duration.ofSeconds(20)).until(() -> late(1) == 1000);
            LOG.info("all who hang were late after millis={}", millisSince(began));
            long good = Collections.frequency(seen, "shop good");
            await().atMost(Duration.ofSeconds(30)).until(() -> late(3) == 1000);
            LOG.info("all who hang were late three times after millis={}", millisSince(began));
            assertThat(Collections.frequency(seen, "shop good")).isGreaterThan((int) good + 2);
        }
    }

    private static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** How many were late at least so often. */
    private long late(int times) {
        return seen.stream()
                .filter(said -> said.endsWith("late"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .values()
                .stream()
                .filter(count -> count >= times)
                .count();
    }
}
