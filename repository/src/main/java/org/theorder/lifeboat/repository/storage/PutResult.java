package org.theorder.lifeboat.repository.storage;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.LifeboatException;

/** What came of a request to make an object. */
public sealed interface PutResult {
    /**
     * It is durable, and this request made it.
     *
     * @param version the store's name of what was made; null where it keeps no versions
     */
    record Created(@Nullable String version) implements PutResult {}

    /** Something was there already under this key; nothing was changed. */
    record Exists() implements PutResult {}

    /**
     * It failed.
     *
     * @param maybeTaken the bytes were sent and no answer came, so the object may be there now, or soon
     */
    record Failed(LifeboatException reason, boolean maybeTaken) implements PutResult {}
}
