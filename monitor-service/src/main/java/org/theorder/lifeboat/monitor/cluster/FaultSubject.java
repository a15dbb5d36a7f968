package org.theorder.lifeboat.monitor.cluster;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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
    /** What is learned by asking a server that runs, and from nothing else. */
    private static final Set<ErrorCode> TOLD_BY_SERVER = EnumSet.of(
            ErrorCode.SLOT_LOST,
            ErrorCode.SLOT_AT_RISK,
            ErrorCode.SLOT_IN_USE,
            ErrorCode.SUMMARIES_MISSING,
            ErrorCode.CREDENTIALS_REFUSED,
            ErrorCode.PRIVILEGE_MISSING,
            ErrorCode.SERVER_CHANGED,
            ErrorCode.SERVER_UNSUITABLE);

    /** What is learned by reading a region, and from nothing else. */
    private static final Set<ErrorCode> TOLD_BY_REGION = EnumSet.of(
            ErrorCode.WAL_GAP,
            ErrorCode.OBJECT_CONFLICT,
            ErrorCode.CHAIN_BROKEN,
            ErrorCode.CORRUPT,
            ErrorCode.VERIFICATION_FAILED);

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

    /** Whether nobody can say while the server is down. */
    boolean toldByServer() {
        return region == null && TOLD_BY_SERVER.contains(reason);
    }

    /** Whether nobody can say while the region cannot be read. */
    boolean toldByRegion() {
        return region != null && TOLD_BY_REGION.contains(reason);
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
