package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the client of an object store does; {@link ObjectStorage} makes a {@link Storage} of it. Keys and prefixes are
 * checked already and begin at the region's root. Errors as for {@link Storage}.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Makes an object unless something is there under this key, retrying what may pass.
     *
     * @param lockUntil null for no lock; always null where {@link #lock} is empty
     */
    PutResult put(String key, Content content, @Nullable Instant lockUntil);

    /** Reads an object; empty if it is certainly absent. */
    Optional<InputStream> get(String key);

    Optional<StoredObject> find(String key);

    Stream<StoredObject> list(String prefix, String after);

    /** @param prefix empty, or ending with a slash */
    Stream<String> folders(String prefix);

    /** Removes an object with all its versions; OBJECT_LOCKED if the store refuses because of a lock. */
    void delete(String key);

    Optional<LockMode> lock();

    /** Until when an object is locked; empty if it is not locked or not there. */
    Optional<Instant> lockedUntil(String key);

    /** Locks an object that is there; called only if the lock becomes longer by it. */
    void lockUntil(String key, Instant until);

    Abandoned collectAbandoned(Instant before);

    @Override
    void close();
}
