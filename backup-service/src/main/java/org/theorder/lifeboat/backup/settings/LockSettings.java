package org.theorder.lifeboat.backup.settings;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is stored is locked against deletion for the retention of its chain.
 *
 * @param enabled default true: wherever the region's URL says that the store has object lock
 */
public record LockSettings(boolean enabled) {
    public static final LockSettings DEFAULT = new LockSettings(true);

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(@Nullable Boolean enabled) {
        LockSettings over(LockSettings base) {
            return new LockSettings(Objects.requireNonNullElse(enabled, base.enabled));
        }
    }
}
