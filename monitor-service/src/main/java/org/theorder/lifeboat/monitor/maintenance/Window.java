package org.theorder.lifeboat.monitor.maintenance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something is worked on; exactly one of {@code subjects}, {@code cluster} and {@code component} says what.
 *
 * @param subjects of rules, with {@code *} for any characters
 * @param by who declared it
 */
public record Window(
        String id,
        @Nullable String subjects,
        @Nullable String cluster,
        @Nullable String component,
        Instant beginsAt,
        Instant endsAt,
        String reason,
        String by) {}
