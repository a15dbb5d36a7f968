package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.region.LockChecks;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** Regions whose object lock did not hold: what lies there can be deleted by whoever gets hold of the credentials. */
@ApplicationScoped
class LockFaults implements FaultSource {
    private final LockChecks checks;

    LockFaults(LockChecks checks) {
        this.checks = checks;
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return checks.broken().stream()
                .filter(check -> cluster.regions().contains(check.region()))
                .map(check -> new Fault(
                        ErrorCode.LOCK_BROKEN,
                        check.region(),
                        "the object lock of region " + check.region() + " does not hold: " + check.explanation() + " ("
                                + check.checkedAt()
                                + "). Look at the object lock of the bucket and at who may bypass it;"
                                + " POST /regions/" + check.region() + "/lock-check tries again"))
                .toList();
    }
}
