package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepWork;

/** Repairs a backup; begun again, it is read from the beginning, and what is still damaged is replaced. */
@ApplicationScoped
class RepairWork implements UpkeepWork {
    private final Clusters clusters;
    private final Repairs repairs;

    RepairWork(Clusters clusters, Repairs repairs) {
        this.clusters = clusters;
        this.repairs = repairs;
    }

    @Override
    public UpkeepRequest.Task task() {
        return UpkeepRequest.Task.REPAIR;
    }

    @Override
    public Object carryOut(UpkeepRequest request) {
        return repairs.repair(clusters.get(request.requireCluster()), request.requireBackup());
    }
}
