package org.theorder.lifeboat.repository.storage;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.RegionName;

/**
 * One region of the repository: objects under keys, written once and never changed. Every call blocks; every method may
 * be called by many threads at a time.
 *
 * <p>Errors are {@link org.theorder.lifeboat.events.LifeboatException}s: STORE_UNREACHABLE if the region cannot be asked
 * (never mistaken for "absent"), NO_SPACE if it is full, REQUEST_INVALID for a key that breaks the rules of {@link
 * ObjectKey}.
 */
public interface Storage {
    /** The name that this copy of the repository has. */
    RegionName region();

    /**
     * Makes an object, atomically and durably: on return it survives a power cut, and nobody ever sees half of it. If the
     * same bytes are there already, that is fine.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException OBJECT_CONFLICT if other bytes are there
     */
    void create(String key, Content content);

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

    /** Removes an object; absent is fine. */
    void delete(String key);
}
