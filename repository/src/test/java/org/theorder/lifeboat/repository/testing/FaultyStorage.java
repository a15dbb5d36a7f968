package org.theorder.lifeboat.repository.testing;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Abandoned;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * A storage that misbehaves on request: fails, stalls, says "done" without doing it, breaks off while reading, or returns
 * flipped bits. Everything else goes to the storage behind it.
 */
public final class FaultyStorage extends ForwardingStorage {
    private volatile Predicate<String> failsToCreate = FaultyStorage::never;
    private volatile Predicate<String> stalls = FaultyStorage::never;
    private volatile Predicate<String> lies = FaultyStorage::never;
    private volatile Predicate<String> breaksOff = FaultyStorage::never;
    private volatile Predicate<String> flipsBits = FaultyStorage::never;
    private volatile boolean unreachable;
    private volatile CountDownLatch stalled = new CountDownLatch(0);

    /** Whoever recovers, and every call that stalls until it has ended. */
    private final Phaser ending = new Phaser(1);

    public FaultyStorage(Storage behind) {
        super(behind);
    }

    private static boolean never(String key) {
        return false;
    }

    /** From now on every call fails, until {@link #recover}. */
    public FaultyStorage unreachable() {
        unreachable = true;
        return this;
    }

    /** Creating these keys fails. */
    public FaultyStorage failsToCreate(Predicate<String> keys) {
        failsToCreate = keys;
        return this;
    }

    /** Creating these keys does not return until {@link #recover}, and does not heed interruption. */
    public FaultyStorage stalls(Predicate<String> keys) {
        stalls = keys;
        stalled = new CountDownLatch(1);
        return this;
    }

    /** Creating these keys returns as if it were done. */
    public FaultyStorage lies(Predicate<String> keys) {
        lies = keys;
        return this;
    }

    /** Reading these keys ends in an error after half of the bytes, and gives them in small helpings. */
    public FaultyStorage breaksOff(Predicate<String> keys) {
        breaksOff = keys;
        return this;
    }

    /** Reading these keys gives wrong bytes, and gives them in small helpings. */
    public FaultyStorage flipsBits(Predicate<String> keys) {
        flipsBits = keys;
        return this;
    }

    /** All is well again; returns when the calls that stalled have ended. */
    public FaultyStorage recover() {
        failsToCreate = FaultyStorage::never;
        stalls = FaultyStorage::never;
        lies = FaultyStorage::never;
        breaksOff = FaultyStorage::never;
        flipsBits = FaultyStorage::never;
        unreachable = false;
        stalled.countDown();
        ending.arriveAndAwaitAdvance();
        return this;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        requireReachable();
        if (failsToCreate.test(key)) {
            throw down(key);
        }
        if (!stalls.test(key)) {
            make(key, content, lockUntil);
            return;
        }
        ending.register();
        try {
            awaitRecovery();
            make(key, content, lockUntil);
        } finally {
            ending.arriveAndDeregister();
        }
    }

    private void make(String key, Content content, @Nullable Instant lockUntil) {
        if (!lies.test(key)) {
            behind().create(key, content, lockUntil);
        }
    }

    private void awaitRecovery() {
        while (stalled.getCount() > 0) {
            try {
                stalled.await();
            } catch (InterruptedException e) {
                // on purpose: there are calls that cannot be interrupted
            }
        }
    }

    @Override
    public InputStream open(String key) {
        requireReachable();
        InputStream in = behind().open(key);
        long length = behind().find(key).map(StoredObject::length).orElse(0L);
        return breaksOff.test(key) || flipsBits.test(key)
                ? new BadStream(in, breaksOff.test(key) ? length / 2 : Long.MAX_VALUE, flipsBits.test(key))
                : in;
    }

    @Override
    public Optional<StoredObject> find(String key) {
        requireReachable();
        return behind().find(key);
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        requireReachable();
        return behind().list(prefix, after);
    }

    @Override
    public Stream<String> folders(String prefix) {
        requireReachable();
        return behind().folders(prefix);
    }

    @Override
    public void delete(String key) {
        requireReachable();
        behind().delete(key);
    }

    @Override
    public void lockUntil(String key, Instant until) {
        requireReachable();
        behind().lockUntil(key, until);
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        requireReachable();
        return behind().lockedUntil(key);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        requireReachable();
        return behind().collectAbandoned(before);
    }

    private void requireReachable() {
        if (unreachable) {
            throw down("it");
        }
    }

    private LifeboatException down(String what) {
        return new LifeboatException(
                ErrorCode.STORE_UNREACHABLE, "region " + region() + " is down (on purpose): " + what);
    }

    /** Small helpings, then the fault. */
    private static final class BadStream extends FilterInputStream {
        private final boolean flips;
        private long left;

        BadStream(InputStream in, long left, boolean flips) {
            super(in);
            this.left = left;
            this.flips = flips;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("connection reset (on purpose)");
            }
            int count = super.read(target, offset, (int) Math.min(Math.min(length, 1000), left));
            left -= Math.max(count, 0);
            if (flips && count > 0) {
                target[offset + count / 2] ^= 0x10;
            }
            return count;
        }
    }
}
