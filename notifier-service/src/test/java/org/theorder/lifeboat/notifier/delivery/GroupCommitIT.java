package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Changes that gather while another is committed, on a real database. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class GroupCommitIT {
    private static final int CHANGES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    Database database;

    @Test
    void whatGathersWhileAnotherIsCommittedIsCommittedTogether() throws Exception {
        List<Long> transactions = whileTheFirstWaits(List.of());

        assertThat(transactions).hasSize(1 + CHANGES);
        assertThat(transactions.stream().distinct()).hasSize(2);
        assertThat(transactions.subList(1, transactions.size())).doesNotContain(transactions.getFirst());
    }

    @Test
    void oneThatFailsFailsAloneAndTheOthersAreCommitted() throws Exception {
        List<Long> transactions = whileTheFirstWaits(List.of("select 1/0"));

        assertThat(transactions).hasSize(1 + CHANGES);
        assertThat(transactions).as("each was tried again alone").doesNotHaveDuplicates();
        assertThat(transactions)
                .allSatisfy(transaction -> assertThat(state(transaction)).isEqualTo("committed"));
    }

    @Test
    void anErrorEndsTheChangeThatMadeItAndNoOtherThreadWaitsForEver() {
        GroupCommit commits = new GroupCommit(database);

        assertThatThrownBy(() -> commits.inTransaction(tx -> {
                    throw new StackOverflowError("of a template");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(commits.inTransaction(GroupCommitIT::transaction)).isPositive();
    }

    /** Holds the turn with one change until all others have gathered; tells the transaction of each that was committed. */
    private List<Long> whileTheFirstWaits(List<String> failing) throws Exception {
        GroupCommit commits = new GroupCommit(database);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        List<Future<Long>> changes = new ArrayList<>();
        List<Future<Long>> faults = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> first = threads.submit(() -> commits.inTransaction(tx -> {
                begun.incrementAndGet();
                until(go);
                return transaction(tx);
            }));
            Awaitility.await().atMost(PATIENCE).until(() -> begun.get() == 1);
            for (int change = 0; change < CHANGES; change++) {
                changes.add(threads.submit(() -> commits.inTransaction(GroupCommitIT::transaction)));
            }
            for (String sql : failing) {
                faults.add(threads.submit(() -> commits.inTransaction(tx -> (long) tx.update(sql))));
            }
            Awaitility.await().atMost(PATIENCE).until(() -> commits.gathered() == CHANGES + failing.size());
            go.countDown();
            List<Long> committed = new ArrayList<>(List.of(first.get()));
            for (Future<Long> change : changes) {
                committed.add(change.get());
            }
            for (Future<Long> fault : faults) {
                assertThatThrownBy(fault::get)
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                LifeboatException.class,
                                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL));
            }
            return committed;
        }
    }

    private static long transaction(Transaction tx) {
        return Long.parseLong(
                tx.query("select pg_current_xact_id()::text as id").getFirst().string("id"));
    }

    private String state(long transaction) {
        return database.query("select pg_xact_status($1::text::xid8) as state", Long.toString(transaction))
                .getFirst()
                .string("state");
    }

    private static void until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
