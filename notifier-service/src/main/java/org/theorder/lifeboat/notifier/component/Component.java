package org.theorder.lifeboat.notifier.component;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;

/**
 * A line of the status page.
 *
 * @param id what incidents name as their component, for example {@code shop}
 * @param name for people
 * @param description what it is, in a sentence; null if that is clear
 * @param cluster the PostgreSQL cluster whose protection is the evidence for it; null if it has none of its own
 * @param group the id of its group; null if it stands alone
 */
public record Component(
        String id,
        String name,
        @Nullable String description,
        @Nullable ClusterName cluster,
        @Nullable String group) {}
