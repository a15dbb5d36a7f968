package org.theorder.lifeboat.backup.wal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.wal.*}: how WAL is streamed. */
@ConfigMapping(prefix = "lifeboat.wal")
public interface WalConfiguration {
    /** While WAL comes, it is put at least so often; what a dead primary may cost. */
    @WithDefault("1s")
    Duration sliceInterval();

    /** How often the server is asked for a sign of life, so that an idle database stays fresh too. */
    @WithDefault("500ms")
    Duration keepaliveInterval();

    /** A server that says nothing for so long is given up and connected to again. */
    @WithDefault("10s")
    Duration silence();

    /** Longest pause before the next try to connect. */
    @WithDefault("2s")
    Duration retryPause();

    /** How soon another replica takes over after one died. */
    @WithDefault("5s")
    Duration lease();

    /**
     * With a durability policy that waits for more than one region: how much WAL the primary keeps at most for regions
     * that are behind, in bytes. Beyond that it may forget what one region has, and REGION_BEHIND is reported.
     */
    @WithDefault("4294967296")
    long heldAtMost();

    /** How often the server is asked for its replication slot. */
    @WithDefault("10s")
    Duration slotWatchInterval();

    /** SLOT_AT_RISK when the slot holds so much of {@code max_slot_wal_keep_size}. */
    @WithDefault("0.7")
    double slotRiskFraction();

    /** SLOT_AT_RISK when the slot holds so many bytes and the server sets no limit: then its disk is the limit. */
    @WithDefault("8589934592")
    long slotRiskBytes();
}
