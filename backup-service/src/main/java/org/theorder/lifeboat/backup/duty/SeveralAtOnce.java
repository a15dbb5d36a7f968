package org.theorder.lifeboat.backup.duty;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.LifeboatException;

/** The same for each of many, a bounded number of them at once: for questions to a store whose answers take their time. */
public final class SeveralAtOnce {
    private final int most;

    /** @param most so many at once, each on a thread of its own */
    public SeveralAtOnce(int most) {
        this.most = most;
    }

    /**
     * Returns when all are done.
     *
     * @throws LifeboatException the last one that the work threw, after all were tried
     */
    public <T> void each(Collection<T> all, Consumer<T> work) throws InterruptedException {
        List<Callable<Void>> tasks = all.stream().map(one -> task(one, work)).toList();
        List<Future<Void>> ended;
        try (ExecutorService threads = Executors.newFixedThreadPool(
                most, Thread.ofVirtual().name("one-of-", 0).factory())) {
            ended = threads.invokeAll(tasks);
        }
        ended.reversed().stream()
                .filter(one -> one.state() == Future.State.FAILED)
                .map(Future::exceptionNow)
                .findFirst()
                .ifPresent(failure -> {
                    throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
                });
    }

    private static <T> Callable<Void> task(T one, Consumer<T> work) {
        return Executors.callable(() -> work.accept(one), null);
    }
}
