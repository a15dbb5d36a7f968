package org.theorder.lifeboat.backup.settings;

import org.jspecify.annotations.Nullable;

/** What somebody declared of a cluster's settings, not yet checked; null where nothing was said. */
public record SettingsDraft(
        ScheduleSettings.@Nullable Draft schedule,
        RetentionSettings.@Nullable Draft retention,
        DurabilitySettings.@Nullable Draft durability,
        BackupSettings.@Nullable Draft backup,
        VerifySettings.@Nullable Draft verify,
        EncryptionSettings.@Nullable Draft encryption,
        LockSettings.@Nullable Draft lock) {
    public static final SettingsDraft NOTHING = new SettingsDraft(null, null, null, null, null, null, null);

    /**
     * These settings, and the base's where nothing was said.
     *
     * @throws SettingInvalid naming the first setting that is wrong
     */
    public ClusterSettings over(ClusterSettings base) {
        return new ClusterSettings(
                schedule == null ? base.schedule() : schedule.over(base.schedule()),
                retention == null ? base.retention() : retention.over(base.retention()),
                durability == null ? base.durability() : durability.over(base.durability()),
                backup == null ? base.backup() : backup.over(base.backup()),
                verify == null ? base.verify() : verify.over(base.verify()),
                encryption == null ? base.encryption() : encryption.over(base.encryption()),
                lock == null ? base.lock() : lock.over(base.lock()));
    }
}
