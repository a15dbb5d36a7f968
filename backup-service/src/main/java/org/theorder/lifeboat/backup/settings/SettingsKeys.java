package org.theorder.lifeboat.backup.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of a cluster's settings in the configuration; the defaults are those of {@link ClusterSettings#DEFAULT}. */
public interface SettingsKeys {
    /** See {@link ScheduleSettings}. */
    Schedule schedule();

    /** See {@link RetentionSettings}. */
    Retention retention();

    /** See {@link DurabilitySettings}. */
    Durability durability();

    /** See {@link BackupSettings}. */
    Backup backup();

    /** See {@link VerifySettings}. */
    Verify verify();

    /** See {@link EncryptionSettings}. */
    Encryption encryption();

    /** See {@link LockSettings}. */
    Lock lock();

    /** {@code schedule.*}. */
    interface Schedule {
        Optional<String> full();

        Optional<String> incremental();

        Optional<String> zone();

        Optional<Duration> jitter();

        Optional<List<String>> blackout();

        Optional<Boolean> catchUp();
    }

    /** {@code retention.*}. */
    interface Retention {
        Optional<Integer> fullDays();

        Optional<Integer> incrementalDays();

        Optional<Integer> keepFulls();
    }

    /** {@code durability.*}. */
    interface Durability {
        Optional<List<String>> walAcknowledgedIn();

        Optional<List<String>> backupCountsIn();
    }

    /** {@code backup.*}. */
    interface Backup {
        Optional<Long> maxBytesPerSecond();

        Optional<Boolean> fastCheckpoint();

        Optional<String> source();

        Optional<String> standbyHost();

        Optional<Integer> standbyPort();

        Optional<Integer> longestChain();

        Optional<Integer> level();

        Optional<Integer> workers();
    }

    /** {@code verify.*}. */
    interface Verify {
        Optional<String> cron();

        Optional<Integer> samplePercent();
    }

    /** {@code encryption.*}. */
    interface Encryption {
        Optional<List<String>> recipients();
    }

    /** {@code lock.*}. */
    interface Lock {
        Optional<Boolean> enabled();
    }

    /** What was declared. */
    static SettingsDraft draft(SettingsKeys keys) {
        Schedule schedule = keys.schedule();
        Backup backup = keys.backup();
        return new SettingsDraft(
                new ScheduleSettings.Draft(
                        schedule.full().orElse(null),
                        schedule.incremental().orElse(null),
                        schedule.zone().orElse(null),
                        schedule.jitter().orElse(null),
                        schedule.blackout().orElse(null),
                        schedule.catchUp().orElse(null)),
                new RetentionSettings.Draft(
                        keys.retention().fullDays().orElse(null),
                        keys.retention().incrementalDays().orElse(null),
                        keys.retention().keepFulls().orElse(null)),
                new DurabilitySettings.Draft(
                        keys.durability().walAcknowledgedIn().orElse(null),
                        keys.durability().backupCountsIn().orElse(null)),
                new BackupSettings.Draft(
                        backup.maxBytesPerSecond().orElse(null),
                        backup.fastCheckpoint().orElse(null),
                        backup.source().orElse(null),
                        backup.standbyHost().orElse(null),
                        backup.standbyPort().orElse(null),
                        backup.longestChain().orElse(null),
                        backup.level().orElse(null),
                        backup.workers().orElse(null)),
                new VerifySettings.Draft(
                        keys.verify().cron().orElse(null),
                        keys.verify().samplePercent().orElse(null)),
                new EncryptionSettings.Draft(keys.encryption().recipients().orElse(null)),
                new LockSettings.Draft(keys.lock().enabled().orElse(null)));
    }
}
