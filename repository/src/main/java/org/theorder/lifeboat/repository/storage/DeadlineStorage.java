package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.RegionName;

/**
 * A region that never makes anybody wait for ever: every call has a deadline, and while the region hangs, calls fail at
 * once. For stores that hang instead of failing (a dead mount, a network that swallows packets).
 *
 * <p>Beyond what {@link Storage} says: STORE_UNREACHABLE as a {@link GivenUpException} means that nobody knows what became
 * of the call. Making the same object again is the way to find out.
 */
public final class DeadlineStorage implements Storage {
    private final Storage behind;
    private final StoreCalls calls;

    /** @param calls the same for everything that uses this region */
    public DeadlineStorage(Storage behind, StoreCalls calls) {
        this.behind = behind;
        this.calls = calls;
    }

    @Override
    public RegionName region() {
        return behind.region();
    }

    @Override
    public void create(String key, Content content) {
        put("putting " + key, content.length(), () -> behind.create(key, content));
    }

    @Override
    public InputStream open(String key) {
        return DeadlineInputStream.open("reading " + key, calls, () -> behind.open(key));
    }

    @Override
    public Optional<StoredObject> find(String key) {
        return calls.answer("looking for " + key, () -> behind.find(key));
    }

    @Override
    public Stream<StoredObject> list(String prefix, String after) {
        return DeadlinePages.stream("listing " + prefix, calls, () -> behind.list(prefix, after));
    }

    @Override
    public Stream<String> folders(String prefix) {
        return DeadlinePages.stream("listing " + prefix, calls, () -> behind.folders(prefix));
    }

    @Override
    public void delete(String key) {
        put("deleting " + key, 0, () -> behind.delete(key));
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

    @Override
    public String toString() {
        return behind.toString();
    }
}
