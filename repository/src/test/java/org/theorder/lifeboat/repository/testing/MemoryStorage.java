package org.theorder.lifeboat.repository.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.Abandoned;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.LockMode;
import org.theorder.lifeboat.repository.storage.ObjectKey;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * A region in memory, for models that need thousands of repositories. It can die after its n-th change, as a killed
 * process would, and it can refuse to delete what is locked.
 */
public final class MemoryStorage implements Storage {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(byte[] bytes, Instant at) {}

    /** The process is killed here. */
    public static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final NavigableMap<String, Instant> locks = new TreeMap<>();
    private final RegionName region;
    private final Clock clock;
    private boolean locking;
    private long changesLeft = Long.MAX_VALUE;

    public MemoryStorage(RegionName region, Clock clock) {
        this.region = region;
        this.clock = clock;
    }

    /** After so many changes further ones kill the caller; the change itself is not done. */
    public void dieAfter(long changes) {
        changesLeft = changes;
    }

    public void live() {
        changesLeft = Long.MAX_VALUE;
    }

    /** The same objects in another region, to be tried another way. */
    public synchronized MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage(region, clock);
        copy.objects.putAll(objects);
        copy.locks.putAll(locks);
        copy.locking = locking;
        return copy;
    }

    public synchronized List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    /** From now on it locks like an object store. */
    public MemoryStorage locking() {
        locking = true;
        return this;
    }

    @Override
    public Optional<LockMode> lock() {
        return locking ? Optional.of(LockMode.COMPLIANCE) : Optional.empty();
    }

    @Override
    public synchronized Optional<Instant> lockedUntil(String key) {
        return Optional.ofNullable(locks.get(key));
    }

    @Override
    public synchronized void lockUntil(String key, Instant until) {
        changing();
        if (!locking) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "nothing is locked here");
        }
        if (!objects.containsKey(key)) {
            throw new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in region " + region);
        }
        locks.merge(key, until, (known, wanted) -> known.isAfter(wanted) ? known : wanted);
    }

    @Override
    public Abandoned collectAbandoned(Instant before) {
        return Abandoned.NOTHING;
    }

    private void changing() {
        if (changesLeft-- <= 0) {
            throw new Killed();
        }
    }

    @Override
    public RegionName region() {
        return region;
    }

    @Override
    public synchronized void create(String key, Content content, @Nullable Instant lockUntil) {
        ObjectKey.checked(key);
        changing();
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            Stored known = objects.putIfAbsent(key, new Stored(bytes, clock.instant()));
            if (known != null && !Arrays.equals(known.bytes, bytes)) {
                throw new LifeboatException(ErrorCode.OBJECT_CONFLICT, key + " is there with other bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (locking && lockUntil != null) {
            locks.merge(key, lockUntil, (known, wanted) -> known.isAfter(wanted) ? known : wanted);
        }
    }

    @Override
    public synchronized InputStream open(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new LifeboatException(ErrorCode.NOT_FOUND, key + " is not in region " + region);
        }
        return new ByteArrayInputStream(stored.bytes);
    }

    @Override
    public synchronized Optional<StoredObject> find(String key) {
        return Optional.ofNullable(objects.get(key))
                .map(stored -> new StoredObject(key, stored.bytes.length, stored.at));
    }

    @Override
    public synchronized Stream<StoredObject> list(String prefix, String after) {
        return objects.tailMap(prefix, true).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .filter(entry -> entry.getKey().compareTo(after) > 0)
                .map(entry -> new StoredObject(entry.getKey(), entry.getValue().bytes.length, entry.getValue().at))
                .toList()
                .stream();
    }

    @Override
    public synchronized Stream<String> folders(String prefix) {
        TreeSet<String> folders = new TreeSet<>();
        list(prefix, "").forEach(object -> {
            int slash = object.key().indexOf('/', prefix.length());
            if (slash > 0) {
                folders.add(object.key().substring(prefix.length(), slash));
            }
        });
        return folders.stream();
    }

    @Override
    public synchronized void delete(String key) {
        changing();
        Instant until = locks.get(key);
        if (until != null && until.isAfter(clock.instant()) && objects.containsKey(key)) {
            throw new LifeboatException(ErrorCode.OBJECT_LOCKED, key + " is locked until " + until);
        }
        objects.remove(key);
        locks.remove(key);
    }
}
