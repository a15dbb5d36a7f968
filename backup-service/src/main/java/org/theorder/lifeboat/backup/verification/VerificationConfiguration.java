package org.theorder.lifeboat.backup.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.verification.*}: how backups are read back; when and how much is a setting of each cluster. */
@ConfigMapping(prefix = "lifeboat.verification")
public interface VerificationConfiguration {
    /** Each region is read at so many bytes per second at most, for each cluster. */
    @WithDefault("104857600")
    long maxBytesPerSecond();

    /** Reading threads. */
    @WithDefault("2")
    int workers();

    /** A replica that dies holds verification of a cluster up for so long. */
    @WithDefault("30s")
    Duration lease();

    /** The backup is left alone by retention for so long from the begin of its verification. */
    @WithDefault("12h")
    Duration leased();

    /** What was not read by schedule, because its region was closed or failed, is tried again after so long. */
    @WithDefault("15m")
    Duration againAfter();
}
