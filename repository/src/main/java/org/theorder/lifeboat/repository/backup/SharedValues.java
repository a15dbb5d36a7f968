package org.theorder.lifeboat.repository.backup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps equal values once: nearly all paths, times and lines of manifests are the same in every backup of a chain. Used by
 * many threads; keeps what it has seen as long as it is kept itself.
 */
public final class SharedValues {
    private final Map<Object, Object> seen = new ConcurrentHashMap<>();

    /** The first value that was equal to this one; they are of the same class. */
    @SuppressWarnings("unchecked")
    public <T> T of(T value) {
        Object first = seen.putIfAbsent(value, value);
        return first == null ? value : (T) first;
    }
}
