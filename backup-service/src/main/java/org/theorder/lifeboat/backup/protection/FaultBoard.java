package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;
import org.theorder.lifeboat.events.RegionName;

/**
 * Where the parts of the service write what they found wrong, until they find it right: backups
 * that did not pass when they were read back. What is here is reported every two seconds, and so becomes an incident. Kept in memory:
 * whoever found something finds it again after a restart.
 */
@ApplicationScoped
public class FaultBoard implements FaultSource {
    private record Key(
            ClusterName cluster, ErrorCode reason, @Nullable RegionName region) {}

    private final Map<Key, Fault> faults = new ConcurrentHashMap<>();

    /** @param region null if it concerns the cluster as a whole */
    public void found(ClusterName cluster, ErrorCode reason, @Nullable RegionName region, String explanation) {
        faults.put(new Key(cluster, reason, region), new Fault(reason, region, explanation));
    }

    /** It is well again; also if it was never found. */
    public void cleared(ClusterName cluster, ErrorCode reason, @Nullable RegionName region) {
        faults.remove(new Key(cluster, reason, region));
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return faults.entrySet().stream()
                .filter(each -> each.getKey().cluster().equals(cluster.name()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
