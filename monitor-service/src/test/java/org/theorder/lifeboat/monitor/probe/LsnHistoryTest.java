package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LsnHistoryTest {
    private long seconds;
    private final LsnHistory history =
            new LsnHistory(() -> Duration.ofSeconds(seconds).toNanos());

    private void written(long position) {
        history.add(position);
        seconds += 5;
    }

    @Test
    void whatACopyLacksIsAsOldAsThePositionThatItHas() {
        written(100);
        written(200);
        written(300);

        assertThat(history.age(300)).contains(Duration.ofSeconds(5));
        assertThat(history.age(250)).contains(Duration.ofSeconds(10));
        assertThat(history.age(100)).contains(Duration.ofSeconds(15));
        assertThat(history.age(1)).as("everything that was seen").contains(Duration.ofSeconds(15));
    }

    @Test
    void anIdleServerIsSeenAtTheSamePlaceAgain() {
        written(100);
        seconds += 3600;
        written(100);

        assertThat(history.age(100)).contains(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatGoesBackIsAnother() {
        written(100);
        written(900);
        written(200);

        assertThat(history.age(900)).contains(Duration.ofSeconds(5));
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(history.age(100)).isEmpty();
    }
}
