package org.theorder.lifeboat.notifier.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Component;

/**
 * One component at one moment.
 *
 * @param firstSeen since when it is recorded
 * @param changedAt when something about it last changed, as far as that is recorded
 * @param since since when it is in trouble or unknown; null while it is operational, or if it was never known
 * @param evidence why the state is what it is, one line each
 */
public record ComponentStatus(
        Component component,
        ComponentState state,
        Instant firstSeen,
        Instant changedAt,
        @Nullable Instant since,
        List<Evidence> evidence,
        Uptime uptime) {}
