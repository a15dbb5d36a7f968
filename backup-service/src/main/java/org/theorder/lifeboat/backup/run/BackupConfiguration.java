package org.theorder.lifeboat.backup.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.backup.*}: how backups are taken, whatever the cluster; what differs by cluster is in its settings. */
@ConfigMapping(prefix = "lifeboat.backup")
public interface BackupConfiguration {
    /** Bytes of tar per part before compression; the memory of a backup is a few of them. */
    @WithDefault("16777216")
    int partBytes();

    /** A region that does not take a part in this time is left out of the backup. */
    @WithDefault("2m")
    Duration putTimeout();

    /** Longest wait for the server's checkpoint before the first byte. */
    @WithDefault("30m")
    Duration checkpointPatience();

    /** The server may say nothing for so long in the middle of a backup. */
    @WithDefault("60s")
    Duration silence();

    /**
     * After the last byte: so long no WAL may come before the backup is given up; the patience begins anew with all that
     * does. Longer than {@code wal_sender_timeout}, for which a slot may be in use after its reader has died.
     */
    @WithDefault("5m")
    Duration walPatience();

    /** How often a backup is begun before it counts as failed. */
    @WithDefault("3")
    int attempts();

    /** Pause before the second attempt; it doubles with each further one. */
    @WithDefault("3s")
    Duration retryPause();

    /** How many backups run at a time on one replica; each needs the memory of several parts. */
    @WithDefault("1")
    int parallel();

    /** How soon another replica, or this one after a restart, takes over a backup whose process died. */
    @WithDefault("8s")
    Duration lease();
}
