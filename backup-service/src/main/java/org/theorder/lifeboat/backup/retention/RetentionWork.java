package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepWork;

/** Retention that was asked for; begun again, it deletes by a new plan what may still go. */
@ApplicationScoped
class RetentionWork implements UpkeepWork {
    private final Clusters clusters;
    private final Retention retention;

    RetentionWork(Clusters clusters, Retention retention) {
        this.clusters = clusters;
        this.retention = retention;
    }

    @Override
    public UpkeepRequest.Task task() {
        return UpkeepRequest.Task.RETENTION;
    }

    @Override
    public Object carryOut(UpkeepRequest request) {
        return retention.run(clusters.get(request.requireCluster()));
    }
}
