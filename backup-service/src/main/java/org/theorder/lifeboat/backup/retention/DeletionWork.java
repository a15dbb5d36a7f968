package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepWork;

/**
 * Deletes a backup; begun again, every protection is looked at anew, and what is left of the backup in any region goes.
 */
@ApplicationScoped
class DeletionWork implements UpkeepWork {
    private final Clusters clusters;
    private final Retention retention;

    DeletionWork(Clusters clusters, Retention retention) {
        this.clusters = clusters;
        this.retention = retention;
    }

    @Override
    public UpkeepRequest.Task task() {
        return UpkeepRequest.Task.DELETION;
    }

    @Override
    public Object carryOut(UpkeepRequest request) {
        return retention.delete(clusters.get(request.requireCluster()), request.requireBackup());
    }
}
