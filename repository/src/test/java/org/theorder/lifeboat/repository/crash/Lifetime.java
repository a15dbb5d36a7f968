package org.theorder.lifeboat.repository.crash;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * How long a process lives, counted in calls of its storages: at the last one it dies, before the call had any effect or
 * after, and nothing that it does later reaches a storage.
 */
final class Lifetime {
    private final int calls;
    private final boolean afterTheEffect;
    private final AtomicInteger made = new AtomicInteger();

    /** @param calls how many succeed; the next one is the last */
    Lifetime(int calls, boolean afterTheEffect) {
        this.calls = calls;
        this.afterTheEffect = afterTheEffect;
    }

    /** The process is gone. An error and no LifeboatException, so that no one handles it as a failing region. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        Died() {
            super("the process died here (on purpose)");
        }
    }

    boolean isOver() {
        return made.get() > calls;
    }

    Storage storage(Storage behind) {
        return new Mortal(behind);
    }

    private <T> T call(java.util.function.Supplier<T> effect) {
        int number = made.incrementAndGet();
        if (number <= calls) {
            return effect.get();
        }
        if (number == calls + 1 && afterTheEffect) {
            var _ = effect.get();
        }
        throw new Died();
    }

    private final class Mortal extends ForwardingStorage {
        Mortal(Storage behind) {
            super(behind);
        }

        @Override
        public void create(String key, Content content, @Nullable Instant lockUntil) {
            call(() -> {
                behind().create(key, content, lockUntil);
                return true;
            });
        }

        @Override
        public InputStream open(String key) {
            return call(() -> behind().open(key));
        }

        @Override
        public Optional<StoredObject> find(String key) {
            return call(() -> behind().find(key));
        }

        @Override
        public Stream<StoredObject> list(String prefix, String after) {
            return call(() -> behind().list(prefix, after));
        }

        @Override
        public Stream<String> folders(String prefix) {
            return call(() -> behind().folders(prefix));
        }

        @Override
        public void delete(String key) {
            call(() -> {
                behind().delete(key);
                return true;
            });
        }
    }
}
