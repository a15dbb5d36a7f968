package org.theorder.lifeboat.backup.servers;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.region.StoreDecorator;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Stores of the service under test that hang or are slow on request, as a dead mount or a loaded store would be. */
@ApplicationScoped
public class FaultyStores implements StoreDecorator {
    private static volatile String hangs = "";
    private static volatile CountDownLatch hanging = new CountDownLatch(0);
    private static volatile Duration slow = Duration.ZERO;
    private static volatile CountDownLatch slowed = new CountDownLatch(0);
    private static volatile String pretends = "";
    private static volatile String overwrites = "";
    private static volatile @Nullable String unreadable;

    /** Every call into a region hangs, and does not heed an interrupt. */
    public static void hang(String region) {
        hanging = new CountDownLatch(1);
        hangs = region;
    }

    /** Every put into any region takes so long, or until all is well again. */
    public static void slow(Duration put) {
        slowed = new CountDownLatch(1);
        slow = put;
    }

    /** A region says yes to every lock, and keeps none. */
    public static void pretendToLock(String region) {
        pretends = region;
    }

    /** A region takes other bytes under a name that exists, as a store does that does not know If-None-Match. */
    public static void overwrite(String region) {
        overwrites = region;
    }

    /** Objects whose key contains this cannot be read anywhere for the moment. */
    public static void failToRead(String name) {
        unreadable = name;
    }

    /** All is well. */
    public static void recover() {
        unreadable = null;
        hangs = "";
        overwrites = "";
        pretends = "";
        slow = Duration.ZERO;
        slowed.countDown();
        hanging.countDown();
    }

    @Override
    public Storage decorated(Storage store) {
        return new Faulty(store);
    }

    private static final class Faulty extends ForwardingStorage {
        private final Map<String, Instant> pretended = new ConcurrentHashMap<>();

        Faulty(Storage behind) {
            super(behind);
        }

        private void pass() {
            CountDownLatch latch = hanging;
            while (hangs.equals(region().value()) && latch.getCount() > 0) {
                try {
                    latch.await();
                } catch (InterruptedException e) {
                    // a dead mount does not heed it
                }
            }
        }

        @Override
        public void create(String key, Content content, @Nullable Instant lockUntil) {
            pass();
            try {
                slowed.await(slow.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (overwrites.equals(region().value())) {
                super.delete(key);
            }
            if (lockUntil != null && pretends.equals(region().value())) {
                pretended.put(key, lockUntil);
                super.create(key, content, null);
            } else {
                super.create(key, content, lockUntil);
            }
        }

        @Override
        public Optional<Instant> lockedUntil(String key) {
            Instant said = pretended.get(key);
            return said == null ? super.lockedUntil(key) : Optional.of(said);
        }

        @Override
        public InputStream open(String key) {
            pass();
            String failing = unreadable;
            if (failing != null && key.contains(failing)) {
                throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "503 for " + key);
            }
            return super.open(key);
        }

        @Override
        public Optional<StoredObject> find(String key) {
            pass();
            return super.find(key);
        }

        @Override
        public Stream<StoredObject> list(String prefix, String after) {
            pass();
            return super.list(prefix, after);
        }

        @Override
        public Stream<String> folders(String prefix) {
            pass();
            return super.folders(prefix);
        }

        @Override
        public void delete(String key) {
            pass();
            super.delete(key);
        }
    }
}
