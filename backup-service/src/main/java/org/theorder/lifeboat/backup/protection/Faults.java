package org.theorder.lifeboat.backup.protection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

/** All faults of a cluster, the gravest first; each reason once per region. */
record Faults(List<Fault> all) {
    /** Gravest first: data is lost or may be wrong; data may get lost soon; less protection than promised. */
    private static final List<ErrorCode> GRAVITY = List.of(
            ErrorCode.WAL_GAP,
            ErrorCode.SLOT_LOST,
            ErrorCode.OBJECT_CONFLICT,
            ErrorCode.CHAIN_BROKEN,
            ErrorCode.CORRUPT,
            ErrorCode.VERIFICATION_FAILED,
            ErrorCode.LOCK_BROKEN,
            ErrorCode.SLOT_IN_USE,
            ErrorCode.CREDENTIALS_REFUSED,
            ErrorCode.PRIVILEGE_MISSING,
            ErrorCode.SERVER_CHANGED,
            ErrorCode.SERVER_UNSUITABLE,
            ErrorCode.SLOT_AT_RISK,
            ErrorCode.NO_SPACE,
            ErrorCode.STORE_UNREACHABLE,
            ErrorCode.REGION_BEHIND,
            ErrorCode.SUMMARIES_MISSING);

    static Faults of(Collection<Fault> found) {
        record Place(ErrorCode reason, @Nullable RegionName region) {}
        Map<Place, Fault> distinct = new LinkedHashMap<>();
        found.forEach(fault -> distinct.putIfAbsent(new Place(fault.reason(), fault.region()), fault));
        List<Fault> sorted = new ArrayList<>(distinct.values());
        sorted.sort(Comparator.comparingInt(fault -> gravity(fault.reason())));
        return new Faults(List.copyOf(sorted));
    }

    private static int gravity(ErrorCode reason) {
        int place = GRAVITY.indexOf(reason);
        return place < 0 ? GRAVITY.size() : place;
    }

    /** @param region null for the cluster as a whole */
    @Nullable
    ErrorCode gravest(@Nullable RegionName region) {
        return all.stream()
                .filter(fault -> Objects.equals(fault.region(), region))
                .findFirst()
                .map(Fault::reason)
                .orElse(null);
    }
}
