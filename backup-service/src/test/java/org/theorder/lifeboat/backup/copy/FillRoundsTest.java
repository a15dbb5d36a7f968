package org.theorder.lifeboat.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.backup.duty.Round;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/** Correctness line 17: what a region missed is copied there, and no cluster's WAL waits for another one's backups. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FillRoundsTest {
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private List<Round> rounds = List.of();

    private FillRounds.Lacking cluster(String name, Round.Work copy) {
        return new FillRounds.Lacking() {
            @Override
            public ClusterName cluster() {
                return new ClusterName(name);
            }

            @Override
            public void fillWal() {
                done.merge("WAL of " + name, 1, Integer::sum);
            }

            @Override
            public void copyBackups() {
                try {
                    copy.run();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                done.merge("backups of " + name, 1, Integer::sum);
            }
        };
    }

    private void start(FillRounds.Lacking... clusters) {
        rounds = FillRounds.start(
                new RegionName("dr"),
                Duration.ofMillis(10),
                () -> List.of(clusters),
                () -> done.merge("told", 1, Integer::sum));
    }

    @AfterEach
    void stop() {
        rounds.forEach(Round::stop);
    }

    private void await(String what, int times) {
        Awaitility.await(what).until(() -> done.getOrDefault(what, 0) >= times);
    }

    @Test
    void walOfEveryClusterGoesOnWhileABackupIsCopied() throws InterruptedException {
        CountDownLatch copying = new CountDownLatch(1);
        CountDownLatch copied = new CountDownLatch(1);
        start(
                cluster("orders", () -> {
                    copying.countDown();
                    copied.await();
                }),
                cluster("stock", () -> {}));
        copying.await();
        done.clear();

        await("WAL of orders", 2);
        await("WAL of stock", 2);
        assertThat(done).doesNotContainKeys("backups of orders", "backups of stock", "told");

        copied.countDown();
        await("backups of stock", 1);
    }

    @Test
    void aClusterThatFailsHoldsUpNoneBehindIt() {
        start(
                cluster("orders", () -> {
                    throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "nobody knows to whom it is bound");
                }),
                cluster("stock", () -> {}));

        await("backups of stock", 2);
        assertThat(done).doesNotContainKey("backups of orders").containsKey("told");
    }
}
