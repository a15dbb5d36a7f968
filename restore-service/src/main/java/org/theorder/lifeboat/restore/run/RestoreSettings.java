package org.theorder.lifeboat.restore.run;

import java.time.Duration;
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
        Map<ClusterName, List<Assertion>> assertions) {}
