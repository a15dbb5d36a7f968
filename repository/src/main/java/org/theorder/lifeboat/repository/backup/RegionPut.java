package org.theorder.lifeboat.repository.backup;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/** An object on its way into one region, on a thread of its own. */
final class RegionPut {
    private final Storage region;
    private final String key;
    private final FutureTask<@Nullable Void> task;
    private final Thread thread;

    private RegionPut(Storage region, String key, Content content) {
        this.region = region;
        this.key = key;
        this.task = new FutureTask<>(() -> region.create(key, content), null);
        this.thread = Thread.ofVirtual().name("put-" + region.region()).start(task);
    }

    static RegionPut start(Storage region, String key, Content content) {
        return new RegionPut(region, key, content);
    }

    Storage region() {
        return region;
    }

    /**
     * Waits for the end.
     *
     * @return why it failed; empty if it is durable
     * @throws TimeoutException if it has not ended; the content is still being read
     */
    Optional<LifeboatException> await(long nanoseconds) throws InterruptedException, TimeoutException {
        try {
            task.get(nanoseconds, TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(
                    e.getCause() instanceof LifeboatException known
                            ? known
                            : new LifeboatException(
                                    ErrorCode.INTERNAL, "putting " + key + " failed: " + e.getCause(), e));
        }
    }

    /** Asks the thread to give up. */
    void cancel() {
        task.cancel(true);
    }

    /** Waits a while for the thread itself, which a cancelled task outlives. */
    void awaitThread(Duration atMost) {
        try {
            thread.join(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
