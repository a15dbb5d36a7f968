package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.monitor.heartbeat.HeartbeatStore.HostClock;
import org.theorder.lifeboat.outbox.Database;

/** What waits in Kafka while the monitor is away says nothing of the clocks of those who sent it. */
@QuarkusTest
class HeartbeatStoreIT {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration BEAT = Duration.ofMinutes(1);

    private final String host = "host-" + UUID.randomUUID().toString().substring(0, 8);
    private final Instant begin = CLOCK.instant().minus(Duration.ofMinutes(30));

    @Inject
    HeartbeatStore heartbeats;

    @Inject
    Database database;

    private void heard(Instant at) {
        database.doInTransaction(tx -> heartbeats.heard(tx, new Heartbeat("restore-service", host + "/1", at, at)));
    }

    private List<Duration> behind() {
        return heartbeats.clocks(CLOCK.instant().minusSeconds(60)).stream()
                .filter(clock -> clock.host().equals(host))
                .map(HostClock::behind)
                .toList();
    }

    @Test
    void whatHasWaitedIsNoWrongClock() {
        // its machine is gone since then
        IntStream.range(0, 20).forEach(beat -> heard(begin.plus(BEAT.multipliedBy(beat))));
        assertThat(behind()).as("nothing is known of it").isEmpty();

        // or it is still there
        assertThat(behindWhileHeard(Duration.ZERO)).isBetween(Duration.ZERO, Duration.ofSeconds(30));
    }

    @Test
    void aRoundThatWasNotedBeforeOurClockWasSetBackIsNotLaterThanNow() {
        heard(CLOCK.instant());
        database.update("update heartbeat set evaluated_at = evaluated_at + interval '1 hour' where host = $1", host);

        heard(CLOCK.instant());

        assertThat(database.query("select evaluated_at from heartbeat where host = $1", host)
                        .getFirst()
                        .instant("evaluated_at"))
                .isBeforeOrEqualTo(CLOCK.instant());
    }

    @Test
    void aClockThatIsBehindIsSeen() {
        assertThat(behindWhileHeard(Duration.ofHours(1))).isGreaterThan(Duration.ofMinutes(59));
    }

    private Duration behindWhileHeard(Duration behind) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            heard(CLOCK.instant().minus(behind));
                            return behind();
                        },
                        known -> !known.isEmpty())
                .getFirst();
    }
}
