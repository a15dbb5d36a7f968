package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/**
 * One region of the repository: objects under keys, written once and never changed. Every call blocks; every method may
 * be called by many threads at a time. A decorator extends {@link ForwardingStorage}.
 *
 * <p>Errors are {@link org.theorder.lifeboat.events.LifeboatException}s: STORE_UNREACHABLE if the region cannot be asked
 * (never mistaken for "absent"), NO_SPACE if it is full, REQUEST_INVALID for a key that breaks the rules of {@link
 * ObjectKey}.
 */
public interface Storage extends AutoCloseable {
    /** The name that this copy of the repository has. */
    RegionName region();

    /** Makes an object that is not locked; see {@link #create(String, Content, Instant)}. */
    default void create(String key, Content content) {
        create(key, content, null);
    }

    /**
     * Makes an object, atomically and durably: on return it survives a power cut, and nobody ever sees half of it. If the
     * same bytes are there already, that is fine; they are then locked at least until {@code lockUntil}.
     *
     * @param lockUntil until when nobody may delete it, with the object in one request where the store can; null for no
     *     lock, and without meaning in a region whose {@link #lock} is empty
     * @throws org.theorder.lifeboat.events.LifeboatException OBJECT_CONFLICT if other bytes are there; RESULT_UNKNOWN if
     *     the request was sent, no answer came, and the store could not be asked either: to be tried again, with the same
     *     bytes
     */
    void create(String key, Content content, @Nullable Instant lockUntil);

    /**
     * Reads an object from its start; the caller closes the stream.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException NOT_FOUND if it is not there
     */
    InputStream open(String key);

    /** The object's size and time, or empty if it is certainly absent. */
    Optional<StoredObject> find(String key);

    /**
     * All objects whose key begins with {@code prefix} and is greater than {@code after}, ascending by key. Objects that
     * appear or vanish meanwhile may or may not be in it.
     *
     * @param prefix any beginning of a key; may be empty
     * @param after a key, or empty for all
     */
    Stream<StoredObject> list(String prefix, String after);

    /** All objects whose key begins with {@code prefix}, ascending by key. */
    default Stream<StoredObject> list(String prefix) {
        return list(prefix, "");
    }

    /**
     * The names directly below {@code prefix} under which further objects lie, ascending, without slashes. Cheap even
     * when there are very many objects.
     *
     * @param prefix empty, or ending with a slash
     */
    Stream<String> folders(String prefix);

    /**
     * Removes an object, all its versions included; absent is fine.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException OBJECT_LOCKED, saying until when, if the store refuses
     *     because it is locked: expected, not a fault
     */
    void delete(String key);

    /**
     * Takes an object that was found damaged out of the way, so that the sound bytes can be created under its key; absent
     * is fine. A directory keeps the damaged bytes aside, an object store removes them.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException OBJECT_LOCKED if the store refuses because it is locked: a
     *     write-once store keeps what it was given, damaged or not
     */
    default void setAside(String key) {
        delete(key);
    }

    /** How objects can be locked here; empty if they cannot. */
    Optional<LockMode> lock();

    /**
     * Locks an object until a moment, or longer if it is locked for longer already: a lock is extended, never shortened.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException REQUEST_INVALID where {@link #lock} is empty, NOT_FOUND if
     *     the object is not there
     */
    void lockUntil(String key, Instant until);

    /**
     * Until when an object is locked; empty if it is not locked or not there.
     *
     * @return may be in the past
     */
    Optional<Instant> lockedUntil(String key);

    /**
     * Removes what writers that died left behind: temporary files, uploads that were never completed.
     *
     * @param before what was begun before this moment goes; choose it older than the longest write
     */
    Abandoned collectAbandoned(Instant before);

    /** Gives up connections; the region stays as it is. Afterwards no other method may be called. */
    @Override
    default void close() {}
}
