package org.theorder.lifeboat.notifier.page;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All documents of one build, for who publishes them.
 *
 * @param stale true in the form that says nothing about the present any more
 * @param documents by path
 */
public record WholeEdition(Instant builtAt, boolean stale, Map<String, Document> documents) {
    /** Whether that is the same build in the same form. */
    public boolean isSameAs(@Nullable WholeEdition other) {
        return other != null && builtAt.equals(other.builtAt) && stale == other.stale;
    }
}
