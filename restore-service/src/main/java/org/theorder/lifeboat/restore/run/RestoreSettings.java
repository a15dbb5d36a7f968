package org.theorder.lifeboat.restore.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.verify.Assertion;
import org.theorder.lifeboat.restore.verify.Verification;
import org.theorder.lifeboat.restore.wal.WalCourier;

/**
 * How restores are made.
 *
 * @param readers threads that read parts
 * @param courier how WAL is delivered
 * @param recoveryLimit from the first start to the end of recovery
 * @param startLimit of the public start
 * @param isolatedSettings for the command line of the isolated start
 * @param serverSettings for the command line of the public start
 * @param assertions per cluster
 * @param leaveFree bytes of the disk that are left to others
 * @param dataAgeLimit up to which the newest stored WAL may be old; zero if that is not checked
 * @param escrow whether nothing but the escrow identity may read, which is then a check of its own
 */
public record RestoreSettings(
        AllowedDirectories allowed,
        int readers,
        WalCourier.Settings courier,
        Duration recoveryLimit,
        Duration startLimit,
        Map<String, String> isolatedSettings,
        Map<String, String> serverSettings,
        Verification.Settings verification,
        Map<ClusterName, List<Assertion>> assertions,
        long leaveFree,
        Duration dataAgeLimit,
        boolean escrow) {
    /** Of real restores: they may fill the disk, and read with every identity there is. */
    public RestoreSettings(
            AllowedDirectories allowed,
            int readers,
            WalCourier.Settings courier,
            Duration recoveryLimit,
            Duration startLimit,
            Map<String, String> isolatedSettings,
            Map<String, String> serverSettings,
            Verification.Settings verification,
            Map<ClusterName, List<Assertion>> assertions) {
        this(
                allowed,
                readers,
                courier,
                recoveryLimit,
                startLimit,
                isolatedSettings,
                serverSettings,
                verification,
                assertions,
                0,
                Duration.ZERO,
                false);
    }

    /** The same, as a drill does it: nobody else shall notice. */
    public RestoreSettings forDrills(long bytesLeftFree, Duration mostDataAge, boolean withEscrow) {
        Map<String, String> modest = new LinkedHashMap<>(isolatedSettings);
        modest.putIfAbsent("max_parallel_workers_per_gather", "0");
        return new RestoreSettings(
                allowed,
                1,
                courier.onOneThread(),
                recoveryLimit,
                startLimit,
                Map.copyOf(modest),
                serverSettings,
                verification.onOneThread(),
                assertions,
                bytesLeftFree,
                mostDataAge,
                withEscrow);
    }
}
