package org.theorder.lifeboat.repository.testing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** A storage whose calls do not return, and do not heed interruption, while it hangs: as a dead mount does. */
public final class HangingStorage implements Storage {
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Storage behind;
    private volatile CountDownLatch questions = new CountDownLatch(0);
    private volatile CountDownLatch puts = new CountDownLatch(0);
    private final java.util.List<CountDownLatch> all = new java.util.concurrent.CopyOnWriteArrayList<>();

    /** What it is in front of. */
    public HangingStorage behind(Storage storage) {
        behind = storage;
        return this;
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

    /** All is well again, and what hung goes on. */
    public void goOn() {
        nextCallsPass();
        all.forEach(CountDownLatch::countDown);
    }

    /** How many calls hang. */
    public int waiting() {
        return waiting.get();
    }

    private Storage pass(CountDownLatch latch) {
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
        Storage known = behind;
        if (known == null) {
            throw new IllegalStateException("there is nothing behind it");
        }
        return known;
    }

    @Override
    public RegionName region() {
        Storage known = behind;
        return known == null ? new RegionName("none") : known.region();
    }

    @Override
    public void create(String key, Content content) {
        pass(puts).create(key, content);
    }

    @Override
    public InputStream open(String key) {
        return new FilterInputStream(pass(questions).open(key)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                pass(questions);
                return super.read(target, offset, length);
            }
        };
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return pass(questions).find(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return pass(questions).list(prefix, after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        return pass(questions).folders(prefix);
    }

    @Override
    public void delete(String key) {
        pass(puts).delete(key);
    }
}
