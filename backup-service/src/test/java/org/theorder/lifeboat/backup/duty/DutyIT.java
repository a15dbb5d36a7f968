package org.theorder.lifeboat.backup.duty;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.servers.test.LifeboatServers;

@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class DutyIT {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);

    @Inject
    Leases leases;

    @Inject
    Database database;

    private final String name = "duty/" + UUID.randomUUID();

    @Test
    void threadsOfOneReplicaAreKeptApartAndTheLeaseStaysWithTheFirst() throws Exception {
        AtomicBoolean undisturbed = new AtomicBoolean();
        boolean done = Duty.whileHeld(leases, name, TIME_TO_LIVE, lease -> {
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(
                    () -> Duty.whileHeld(leases, name, TIME_TO_LIVE, _ -> {}), Thread::startVirtualThread);
            boolean refused = !other.join();
            leases.renew(lease);
            undisturbed.set(refused);
        });

        assertThat(done).isTrue();
        assertThat(undisturbed).isTrue();
        assertThat(Duty.whileHeld(leases, name, TIME_TO_LIVE, _ -> {}))
                .as("afterwards it is free")
                .isTrue();
    }

    @Test
    void lostLeaseInterruptsItsWorkAndNothingElse() {
        AtomicBoolean interrupted = new AtomicBoolean();
        boolean done = Duty.whileHeld(leases, name, TIME_TO_LIVE, lease -> {
            database.update("update lease set holder = 'another', epoch = epoch + 1 where name = $1", name);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
            }
        });

        assertThat(done).isTrue();
        assertThat(interrupted).isTrue();
        assertThat(Thread.interrupted()).as("still interrupted afterwards").isFalse();
    }

    @Test
    void interruptBySomebodyElseStays() {
        boolean done = Duty.whileHeld(
                leases, name, TIME_TO_LIVE, _ -> Thread.currentThread().interrupt());

        assertThat(done).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}
