package org.theorder.lifeboat.backup.settings;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;

/**
 * Where something must be durable before it counts.
 *
 * @param walAcknowledgedIn before the server hears that WAL is safe and may forget it; default any
 * @param backupCountsIn before a backup is complete; default any
 */
public record DurabilitySettings(RegionPolicy walAcknowledgedIn, RegionPolicy backupCountsIn) {
    public static final DurabilitySettings DEFAULT = new DurabilitySettings(RegionPolicy.ANY, RegionPolicy.ANY);

    /** @throws SettingInvalid if a policy names a region that the cluster does not have */
    public void check(List<RegionName> ofCluster) {
        check("durability.walAcknowledgedIn", walAcknowledgedIn, ofCluster);
        check("durability.backupCountsIn", backupCountsIn, ofCluster);
    }

    private static void check(String setting, RegionPolicy policy, List<RegionName> ofCluster) {
        if (policy instanceof RegionPolicy.Named(List<RegionName> regions)) {
            SettingInvalid.require(
                    ofCluster.containsAll(regions),
                    setting,
                    "names " + regions + ", but the cluster's regions are " + ofCluster);
        }
    }

    /** What somebody declared of it; null where nothing was said; one word or a list. */
    public record Draft(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
            List<String> walAcknowledgedIn,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
            List<String> backupCountsIn) {
        DurabilitySettings over(DurabilitySettings base) {
            return new DurabilitySettings(
                    walAcknowledgedIn == null
                            ? base.walAcknowledgedIn
                            : RegionPolicy.of("durability.walAcknowledgedIn", walAcknowledgedIn),
                    backupCountsIn == null
                            ? base.backupCountsIn
                            : RegionPolicy.of("durability.backupCountsIn", backupCountsIn));
        }
    }
}
