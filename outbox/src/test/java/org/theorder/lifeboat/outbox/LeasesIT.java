package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.test.LifeboatServers;

@QuarkusTest
@WithTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "outbox"))
class LeasesIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Inject
    Database database;

    private final String name = "job/" + UUID.randomUUID();
    private Leases here;
    private Leases there;

    @BeforeEach
    void replicas() {
        here = new Leases(database, "host-1/1/" + UUID.randomUUID());
        there = new Leases(database, "host-2/2/" + UUID.randomUUID());
    }

    @Test
    void oneHolderAtATimeAndEveryAcquireRaisesTheEpoch() {
        Lease first = here.acquire(name, LONG).orElseThrow();
        assertThat(there.acquire(name, LONG)).isEmpty();

        Lease again = here.acquire(name, LONG).orElseThrow();
        here.release(again);
        Lease passedOn = there.acquire(name, LONG).orElseThrow();

        assertThat(first.epoch()).isEqualTo(1);
        assertThat(again.epoch()).isEqualTo(2);
        assertThat(passedOn.epoch()).isEqualTo(3);
        assertThat(here.acquire(name, LONG)).isEmpty();
    }

    @Test
    void anExpiredLeaseIsFreeAndARenewedOneIsNot() {
        Lease lease = here.acquire(name, SHORT).orElseThrow();
        long until = System.nanoTime() + 3 * SHORT.toNanos();
        while (System.nanoTime() < until) {
            here.renew(lease);
            assertThat(there.acquire(name, SHORT)).isEmpty();
        }

        Optional<Lease> taken = await().until(() -> there.acquire(name, LONG), Optional::isPresent);

        assertThat(taken.orElseThrow().epoch()).isEqualTo(lease.epoch() + 1);
        assertLost(() -> here.renew(lease));
        here.release(lease);
        there.renew(taken.orElseThrow());
    }

    @Test
    void whoStoodStillLooksBeforeItWritesAnywhere() {
        // Given a kept lease that somebody else took behind our back, as if this process had stood still
        Lease zombie = here.acquire(name, LONG).orElseThrow();
        AtomicReference<Lease> lost = new AtomicReference<>();
        here.keep(zombie, SHORT, () -> lost.set(zombie));
        here.assure(zombie, SHORT);
        database.update("update lease set expires_at = '-infinity' where name = $1", name);
        var _ = there.acquire(name, LONG).orElseThrow();

        // Then: as soon as its time to live is over
        await().untilAsserted(() -> assertLost(() -> here.assure(zombie, SHORT)));
        await().until(() -> zombie.equals(lost.get()));
    }

    @Test
    void whatIsNotKeptIsNotAssured() {
        Lease lease = here.acquire(name, LONG).orElseThrow();
        assertLost(() -> here.assure(lease, LONG));

        here.keep(lease, LONG, () -> {});
        here.assure(lease, LONG);
        here.letGo(lease, LONG);

        assertLost(() -> here.assure(lease, LONG));
    }

    @Test
    void theLateWriteOfAZombieMatchesNothing() {
        database.update("create table if not exists job (name text, written_by text)");
        Lease zombie = here.acquire(name, Duration.ofMillis(1)).orElseThrow();
        Lease successor = await().until(() -> there.acquire(name, LONG), Optional::isPresent)
                .orElseThrow();

        there(successor, "successor");
        assertLost(() -> here(zombie, "zombie"));

        assertThat(database.query("select written_by from job where name = $1", name))
                .extracting(row -> row.string("written_by"))
                .containsExactly("successor");
    }

    @Test
    void nobodyTakesALeaseBetweenItsConfirmationAndTheCommit() throws Exception {
        Lease lease = here.acquire(name, Duration.ofMillis(1)).orElseThrow();
        CountDownLatch confirmed = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<Void> write = CompletableFuture.runAsync(
                () -> database.doInTransaction(tx -> {
                    here.confirm(tx, lease);
                    confirmed.countDown();
                    awaitQuietly(finish);
                }),
                Thread::startVirtualThread);
        confirmed.await();

        CompletableFuture<Optional<Lease>> taking =
                CompletableFuture.supplyAsync(() -> there.acquire(name, LONG), Thread::startVirtualThread);
        await().until(this::somebodyWaitsForALock);
        assertThat(taking).isNotDone();
        finish.countDown();

        assertThat(taking.get().orElseThrow().epoch()).isEqualTo(lease.epoch() + 1);
        write.get();
    }

    @Test
    void workIsRenewedWhileItLastsAndReleasedAtItsEnd() {
        boolean held = here.whileHeld(name, SHORT, lease -> {
            long until = System.nanoTime() + 3 * SHORT.toNanos();
            while (System.nanoTime() < until) {
                assertThat(there.acquire(name, SHORT)).isEmpty();
                assertThat(there.whileHeld(name, SHORT, other -> {})).isFalse();
                assertThat(here.whileHeld(name, SHORT, other -> {})).isFalse();
            }
        });

        assertThat(held).isTrue();
        assertThat(there.whileHeld(name, SHORT, lease -> {})).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void workIsInterruptedWhenItsLeaseIsLost() {
        AtomicReference<Boolean> interrupted = new AtomicReference<>(false);

        assertLost(() -> here.whileHeld(name, SHORT, lease -> {
            database.update("update lease set epoch = epoch + 1, holder = 'thief' where name = $1", name);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw new IllegalStateException("stopping", e);
            }
        }));

        assertThat(interrupted.get()).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(database.query("select holder from lease where name = $1", name))
                .extracting(row -> row.string("holder"))
                .containsExactly("thief");
    }

    @Test
    void failedWorkReleasesAndRethrows() {
        IllegalStateException failure = new IllegalStateException("no");

        assertThatThrownBy(() -> here.whileHeld(name, LONG, lease -> {
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(there.acquire(name, LONG)).isPresent();
    }

    private void here(Lease lease, String who) {
        write(here, lease, who);
    }

    private void there(Lease lease, String who) {
        write(there, lease, who);
    }

    private void write(Leases leases, Lease lease, String who) {
        database.doInTransaction(tx -> {
            tx.update("insert into job values ($1, $2)", name, who);
            leases.confirm(tx, lease);
        });
    }

    private boolean somebodyWaitsForALock() {
        return !database.query("select 1 from pg_locks where not granted").isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertLost(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEASE_LOST));
    }
}
