package org.theorder.lifeboat.repository.testing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** A storage whose calls do not return, and do not heed interruption, while it hangs: as a dead mount does. */
public final class HangingStorage extends ForwardingStorage {
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch questions = new CountDownLatch(0);
    private volatile CountDownLatch puts = new CountDownLatch(0);
    private final List<CountDownLatch> all = new CopyOnWriteArrayList<>();

    /** Whoever lets it go on, and every put until it has ended. */
    private final Phaser ending = new Phaser(1);

    public HangingStorage(Storage behind) {
        super(behind);
    }

    /** From now on no call returns. */
    public void hang() {
        hangOnlyPuts();
        questions = puts;
    }

    /** From now on nothing is made or deleted, but questions are answered. */
    public void hangOnlyPuts() {
        CountDownLatch latch = new CountDownLatch(1);
        all.add(latch);
        puts = latch;
    }

    /** Calls that hang go on hanging; new ones are well. */
    public void nextCallsPass() {
        puts = new CountDownLatch(0);
        questions = puts;
    }

    /** All is well again, and what hung goes on; returns when the puts have ended. */
    public void goOn() {
        nextCallsPass();
        all.forEach(CountDownLatch::countDown);
        ending.arriveAndAwaitAdvance();
    }

    /** How many calls hang. */
    public int waiting() {
        return waiting.get();
    }

    private void pass(CountDownLatch latch) {
        waiting.incrementAndGet();
        try {
            while (latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    // on purpose: a dead mount does not heed it
                }
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        ending.register();
        try {
            pass(puts);
            super.create(key, content, lockUntil);
        } finally {
            ending.arriveAndDeregister();
        }
    }

    @Override
    public InputStream open(String key) {
        pass(questions);
        return new FilterInputStream(super.open(key)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                pass(questions);
                return super.read(target, offset, length);
            }
        };
    }

    @Override
    public Optional<StoredObject> find(String key) {
        pass(questions);
        return super.find(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        pass(questions);
        return super.list(prefix, after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        pass(questions);
        return super.folders(prefix);
    }

    @Override
    public void delete(String key) {
        pass(puts);
        super.delete(key);
    }
}
