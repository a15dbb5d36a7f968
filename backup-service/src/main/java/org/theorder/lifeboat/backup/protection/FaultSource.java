package org.theorder.lifeboat.backup.protection;

import java.util.List;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** Something that knows what weakens a cluster's protection. Every bean of this kind is asked, every two seconds. */
public interface FaultSource {
    /**
     * From memory, too; asked before {@link #faults}. While it is false nothing is told of the cluster: that a fault is not
     * told means that it is over.
     */
    default boolean isKnown(Cluster cluster) {
        return true;
    }

    /** From memory, at once; nothing is looked up. */
    List<Fault> faults(Cluster cluster);
}
