package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A region that never makes anybody wait for ever: every call has a deadline, and while the region hangs, calls fail at
 * once. For stores that hang instead of failing (a dead mount, a network that swallows packets).
 *
 * <p>Beyond what {@link Storage} says: STORE_UNREACHABLE as a {@link GivenUpException} means that nobody knows what became
 * of the call. Making the same object again is the way to find out.
 */
public final class DeadlineStorage extends ForwardingStorage {
    /** Tidying up may take so many times as long as a put. */
    private static final int TIDYING = 10;

    private final StoreCalls calls;

    /** @param calls the same for everything that uses this region */
    public DeadlineStorage(Storage behind, StoreCalls calls) {
        super(behind);
        this.calls = calls;
    }

    @Override
    public void create(String key, Content content, @Nullable Instant lockUntil) {
        put("putting " + key, content.length(), () -> behind().create(key, content, lockUntil));
    }

    @Override
    public InputStream open(String key) {
        return DeadlineInputStream.open("reading " + key, calls, () -> behind().open(key));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return calls.answer("looking for " + key, () -> behind().find(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return DeadlinePages.stream("listing " + prefix, calls, () -> behind().list(prefix, after));
    }

    @Override
    public Stream<String> folders(String prefix) {
        return DeadlinePages.stream("listing " + prefix, calls, () -> behind().folders(prefix));
    }

    @Override
    public void delete(String key) {
        put("deleting " + key, 0, () -> behind().delete(key));
    }

    @Override
    public void setAside(String key) {
        put("setting aside " + key, 0, () -> behind().setAside(key));
    }

    @Override
    public Optional<LockMode> lock() {
        return calls.answer("asking for locks", behind()::lock);
    }

    @Override
    public void lockUntil(String key, Instant until) {
        put("locking " + key, 0, () -> behind().lockUntil(key, until));
    }

    @Override
    public Optional<Instant> lockedUntil(String key) {
        return calls.answer("looking for the lock of " + key, () -> behind().lockedUntil(key));
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        return calls.puts()
                .call(
                        "tidying up",
                        calls.deadlines().put().multipliedBy(TIDYING),
                        () -> behind().collectAbandoned(before),
                        nobodyWants -> {});
    }

    /** Waits for nothing: what still hangs ends by itself. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().name("store-close").start(behind()::close);
    }

    private void put(String what, long bytes, Runnable work) {
        calls.puts()
                .call(
                        what,
                        calls.deadlines().put(bytes),
                        () -> {
                            work.run();
                            return what;
                        },
                        nobodyWants -> {});
    }
}
