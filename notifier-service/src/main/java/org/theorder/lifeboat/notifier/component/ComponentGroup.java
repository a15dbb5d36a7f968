package org.theorder.lifeboat.notifier.component;

import org.jspecify.annotations.Nullable;

/** Components that belong together; as bad as the worst of them. */
public record ComponentGroup(
        String id, String name, @Nullable String description) {}
