package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepWork;

/** Reads a backup back; begun again, it is read from the beginning. */
@ApplicationScoped
class VerificationWork implements UpkeepWork {
    private final Clusters clusters;
    private final Verifications verifications;

    VerificationWork(Clusters clusters, Verifications verifications) {
        this.clusters = clusters;
        this.verifications = verifications;
    }

    @Override
    public UpkeepRequest.Task task() {
        return UpkeepRequest.Task.VERIFICATION;
    }

    @Override
    public Object carryOut(UpkeepRequest request) {
        return verifications.verify(clusters.get(request.requireCluster()), request.requireBackup());
    }
}
