package org.theorder.lifeboat.repository.backup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps equal values once: nearly all paths, times and lines of manifests are the same in every backup of a chain. Used by
 * many threads; keeps what it has seen as long as it is kept itself.
 */
public final class SharedValues {
    private static final SharedValues NONE = new SharedValues(null);

    private final @Nullable Map<Object, Object> seen;

    public SharedValues() {
        this(new ConcurrentHashMap<>());
    }

    private SharedValues(@Nullable Map<Object, Object> seen) {
        this.seen = seen;
    }

    /** For what is read alone and has few values twice: keeps nothing. */
    public static SharedValues none() {
        return NONE;
    }

    /** The first value that was equal to this one; they are of the same class. */
    @SuppressWarnings("unchecked")
    public <T> T of(T value) {
        Object first = seen == null ? null : seen.putIfAbsent(value, value);
        return first == null ? value : (T) first;
    }
}
