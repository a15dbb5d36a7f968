package org.theorder.lifeboat.backup.settings;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.retention.LockTerms;

/**
 * How long backups are kept.
 *
 * @param fullDays a full backup and its WAL are kept so many days; default 30
 * @param incrementalDays an incremental is kept so many days; default 7
 * @param keepFulls at least so many full backups are kept, however old; null for no such rule
 */
public record RetentionSettings(
        int fullDays, int incrementalDays, @Nullable Integer keepFulls) {
    public static final RetentionSettings DEFAULT = new RetentionSettings(30, 7, null);

    private static final int LONGEST_DAYS = 36_500;
    private static final int MOST_FULLS = 10_000;

    public RetentionSettings {
        SettingInvalid.requireRange(fullDays, 1, LONGEST_DAYS, "retention.fullDays");
        SettingInvalid.requireRange(incrementalDays, 1, LONGEST_DAYS, "retention.incrementalDays");
        if (keepFulls != null) {
            SettingInvalid.requireRange(keepFulls, 1, MOST_FULLS, "retention.keepFulls");
        }
    }

    /** Until when what is written under these settings is locked where a region can lock. */
    public LockTerms lockTerms() {
        return new LockTerms(Duration.ofDays(fullDays), Duration.ofDays(incrementalDays));
    }

    /** What somebody declared of it; null where nothing was said. */
    public record Draft(
            @Nullable Integer fullDays,
            @Nullable Integer incrementalDays,
            @Nullable Integer keepFulls) {
        RetentionSettings over(RetentionSettings base) {
            return new RetentionSettings(
                    Objects.requireNonNullElse(fullDays, base.fullDays),
                    Objects.requireNonNullElse(incrementalDays, base.incrementalDays),
                    keepFulls == null ? base.keepFulls : keepFulls);
        }
    }
}
