package org.theorder.lifeboat.monitor.cluster;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

/**
 * One typed reason at one place; as the subject of an incident {@code shop/slot-at-risk} or {@code shop/dr/region-behind}.
 *
 * @param region null if it concerns the cluster as a whole
 */
record FaultSubject(ClusterName cluster, @Nullable RegionName region, ErrorCode reason) {
    static FaultSubject of(ClusterName cluster, ProtectionReported.Fault fault) {
        return new FaultSubject(cluster, fault.region(), fault.reason());
    }

    /** Reads the subject of an incident back; empty if it is none of ours. */
    static Optional<FaultSubject> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            return Optional.empty();
        }
        try {
            ClusterName cluster = new ClusterName(parts[0]);
            RegionName region = parts.length == 3 ? new RegionName(parts[1]) : null;
            String slug = parts[parts.length - 1];
            return Arrays.stream(ErrorCode.values())
                    .filter(code -> code.slug().equals(slug))
                    .findFirst()
                    .map(reason -> new FaultSubject(cluster, region, reason));
        } catch (LifeboatException e) {
            return Optional.empty();
        }
    }

    String text() {
        return cluster + "/" + (region == null ? "" : region + "/") + reason.slug();
    }

    /** As it begins a title: {@code shop} or {@code shop, region dr}. */
    String place() {
        return region == null ? cluster.value() : cluster + ", region " + region;
    }

    Subject subject() {
        return new Subject(RuleName.PROTECTION_FAULT, text(), cluster, cluster.value());
    }
}
