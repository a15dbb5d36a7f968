package org.theorder.lifeboat.backup.settings;

/** Everything that can be set for one cluster; see the records for each. */
public record ClusterSettings(
        ScheduleSettings schedule,
        RetentionSettings retention,
        DurabilitySettings durability,
        BackupSettings backup,
        VerifySettings verify,
        EncryptionSettings encryption,
        LockSettings lock) {
    /** What holds where neither the cluster nor {@code lifeboat.defaults.*} says anything. */
    public static final ClusterSettings DEFAULT = new ClusterSettings(
            ScheduleSettings.DEFAULT,
            RetentionSettings.DEFAULT,
            DurabilitySettings.DEFAULT,
            BackupSettings.DEFAULT,
            VerifySettings.DEFAULT,
            EncryptionSettings.DEFAULT,
            LockSettings.DEFAULT);
}
