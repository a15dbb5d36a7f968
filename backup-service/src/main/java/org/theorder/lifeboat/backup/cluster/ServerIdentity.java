package org.theorder.lifeboat.backup.cluster;

import org.theorder.lifeboat.backup.replication.ServerVersion;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * What makes a server the one whose backups these are.
 *
 * @param segmentBytes size of its WAL segments
 */
public record ServerIdentity(SystemIdentifier systemIdentifier, ServerVersion version, int segmentBytes) {
    /** Where its objects lie in the repository. */
    public ClusterKeys keys(ClusterName cluster) {
        return new ClusterKeys(cluster, systemIdentifier);
    }
}
