package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class LsnHistoryTest {
    private final KeptPositions kept = new KeptPositions();
    private final LsnHistory history = started();

    /** What a process leaves behind for the next one. */
    private static final class KeptPositions implements LsnHistory.Samples {
        private record Kept(long second, long position) {}

        private final List<Kept> all = new ArrayList<>();
        private long second;
        private boolean away;

        @Override
        public List<LsnHistory.Past> read() {
            refuseIfAway();
            return all.stream()
                    .map(each -> new LsnHistory.Past(Duration.ofSeconds(second - each.second()), each.position()))
                    .toList();
        }

        @Override
        public void add(long position) {
            refuseIfAway();
            all.add(new Kept(second, position));
        }

        private void refuseIfAway() {
            if (away) {
                throw new LifeboatException(ErrorCode.SERVER_UNREACHABLE, "away");
            }
        }
    }

    private LsnHistory started() {
        return new LsnHistory(() -> Duration.ofSeconds(kept.second).toNanos(), kept);
    }

    private void written(long position) {
        written(history, position);
    }

    private void written(LsnHistory by, long position) {
        by.add(position);
        kept.second += 5;
    }

    private static LsnHistory.Lack since(long seconds) {
        return new LsnHistory.Lack(Duration.ofSeconds(seconds), false);
    }

    private static LsnHistory.Lack atLeast(long seconds) {
        return new LsnHistory.Lack(Duration.ofSeconds(seconds), true);
    }

    @Test
    void aCopyLacksSomethingSinceMoreWasWrittenThanItHas() {
        written(100);
        written(200);
        written(300);

        assertThat(history.lack(300)).isEqualTo(since(0));
        assertThat(history.lack(250)).isEqualTo(since(5));
        assertThat(history.lack(100)).isEqualTo(since(10));
    }

    @Test
    void whoLacksAllThatWasSeenMayLackItForLonger() {
        written(100);

        assertThat(history.lack(1)).isEqualTo(atLeast(5));
    }

    @Test
    void anIdleServerMakesNobodyLag() {
        written(100);
        kept.second += 3600;
        written(100);
        written(200);

        assertThat(history.lack(100)).isEqualTo(since(5));
    }

    @Test
    void aServerThatGoesBackIsAnother() {
        written(100);
        written(900);
        written(200);

        assertThat(history.lack(100)).isEqualTo(since(5));
        assertThat(history.lack(900)).isEqualTo(since(0));
    }

    @Test
    void aRestartKnowsForHowLongACopyHasStoodStill() {
        for (long i = 1; i <= 60; i++) {
            written(100 * i);
        }
        LsnHistory again = started();
        written(again, 9_000);

        // a sample is kept every half a minute
        assertThat(again.lack(1_500).duration()).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(230));
        assertThat(again.lack(1_500).atLeast()).isFalse();
    }

    @Test
    void whatCouldNotBeReadAtFirstIsReadLater() {
        written(100);
        kept.second += 600;
        kept.away = true;
        LsnHistory again = started();
        written(again, 200);
        assertThat(again.lack(150)).isEqualTo(atLeast(5));

        kept.away = false;
        written(again, 300);

        assertThat(again.lack(150)).isEqualTo(since(10));
        assertThat(again.lack(250)).isEqualTo(since(5));
    }
}
