package org.theorder.lifeboat.notifier.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Small changes of several threads in one transaction. While one group is committed the next one gathers: nobody waits for
 * a group to fill, so that a single change is as fast as alone, and many share the cost of their commits.
 */
@ApplicationScoped
public class GroupCommit {
    private final Database database;
    private final Queue<Change<?>> gathered = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock();

    GroupCommit(Database database) {
        this.database = database;
    }

    /**
     * As {@link Database#inTransaction}, for work whose parts touch only rows of its own. If the group fails, each of it is
     * tried again alone, so that nobody fails for another's fault.
     */
    public <T> T inTransaction(Function<Transaction, T> work) {
        Change<T> change = new Change<>(work);
        gathered.add(change);
        turn.lock();
        try {
            // whoever had the turn before may have taken it along
            if (!change.ended) {
                commit(takeGathered());
            }
        } finally {
            turn.unlock();
        }
        return change.result();
    }

    /** How many wait for their turn. */
    int gathered() {
        return gathered.size();
    }

    private List<Change<?>> takeGathered() {
        List<Change<?>> group = new ArrayList<>();
        for (Change<?> next = gathered.poll(); next != null; next = gathered.poll()) {
            group.add(next);
        }
        return group;
    }

    private void commit(List<Change<?>> group) {
        try {
            database.doInTransaction(tx -> group.forEach(change -> change.make(tx)));
            group.forEach(change -> change.end(null));
        } catch (RuntimeException | Error e) {
            // whatever it is: whoever waits for a change has to hear how it ended
            if (group.size() == 1) {
                group.getFirst().end(e);
            } else {
                group.forEach(alone -> commit(List.of(alone)));
            }
        }
    }

    /** One thread's part of a group; the turn guards it. */
    private static final class Change<T> {
        private final Function<Transaction, T> work;
        private @Nullable T made;
        private @Nullable Throwable failure;
        private boolean ended;

        Change(Function<Transaction, T> work) {
            this.work = work;
        }

        void make(Transaction tx) {
            made = work.apply(tx);
        }

        void end(@Nullable Throwable failed) {
            failure = failed;
            ended = true;
        }

        T result() {
            if (failure instanceof RuntimeException defect) {
                throw defect;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            return Objects.requireNonNull(made);
        }
    }
}
